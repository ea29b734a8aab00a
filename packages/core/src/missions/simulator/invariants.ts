import type { MissionState, TaskState } from '../rules/state.ts';
import { isWork } from '../rules/task-list.ts';
import { workOn } from './simulated-vault.ts';
import type { World } from './world.ts';

/** A promise of the engine was broken; the message says which. */
export class BrokenInvariant extends Error {}

export function violate(message: string): never {
  throw new BrokenInvariant(message);
}

/** What must hold for every task after every fact, whatever failed before. */
export function checkTasks(world: World, state: MissionState): void {
  for (const task of state.tasks) if (isWork(task)) checkLanding(world, task);
}

/** What must hold once the mission is over. */
export function checkAtEnd(world: World, state: MissionState): void {
  for (const task of world.tasks.tasks.values()) {
    if (task.brief || task.lease) violate(`${task.id} is still offered after the end`);
  }
  if (state.isPlanned && world.vault.documentsVersion !== state.documentsVersion) {
    violate(
      `documents show version ${world.vault.documentsVersion}, not ${state.documentsVersion}`,
    );
  }
  if (state.failureReason === null && world.vault.archives !== 1) violate('nothing was archived');
  for (const task of state.tasks) checkMirror(world, task);
  checkBudget(state);
}

/** What must hold at every moment about who has which task in hand. */
export function checkHands(world: World, state: MissionState): void {
  let workers = 0;
  const verifications = new Set<string>();
  for (const { id, brief, lease } of world.tasks.tasks.values()) {
    if (lease && !brief) violate(`${id} is leased without an offer`);
    if (!brief) continue;
    if (state.control === 'stopped') violate(`${id} is offered while the mission is stopped`);
    if (brief.step !== 'verify') workers += 1;
    else if (verifications.has(brief.branch)) violate(`two verifications on ${brief.branch}`);
    else verifications.add(brief.branch);
  }
  const { maxWorkers } = world.script.settings;
  if (workers > maxWorkers) violate(`${workers} tasks are with workers, ${maxWorkers} allowed`);
}

function checkLanding(world: World, task: TaskState): void {
  const own = workOn(world.vault, task.branch).filter(
    (work) => world.work.get(work)?.taskId === task.id,
  );
  if (own.length > 1) violate(`${task.id} is on ${task.branch} ${own.length} times`);
  const { position } = task;
  if (position.at !== 'settled') return;
  if (position.status === 'done' && own.length !== 1) {
    violate(`${task.id} is done but not on ${task.branch}`);
  }
  if (position.status === 'skipped' && (own.length > 0 || task.runs.length > 0)) {
    violate(`${task.id} is skipped but was worked on`);
  }
  if (position.status === 'skipped' && task.decision?.skipReason === null) {
    violate(`${task.id} is skipped without a reason`);
  }
  if (position.status === 'deferred' && own.length > 0) {
    violate(`${task.id} is deferred but landed`);
  }
  if (position.status === 'deferred' && task.decision?.deferral === null) {
    violate(`${task.id} is deferred without a reason`);
  }
}

/** The tasks module shows what the mission decided. */
function checkMirror(world: World, task: TaskState): void {
  const shown = world.tasks.tasks.get(task.id)?.status;
  if (task.position.at === 'settled' && shown !== task.position.status) {
    violate(`${task.id} is ${task.position.status} but shown as ${shown}`);
  }
}

function checkBudget(state: MissionState): void {
  for (const task of state.tasks) {
    if (isWork(task) && task.failedAttempts > state.settings.attemptsMax + 1) {
      violate(`${task.id} had ${task.failedAttempts} failed attempts`);
    }
  }
}
