import type { MissionFact } from '../rules/fact.ts';
import type {
  LandIntent,
  MergePhaseIntent,
  MissionIntent,
  OfferIntent,
  OpenPhaseIntent,
  TakeLocksIntent,
} from '../rules/intent.ts';
import type { MissionState } from '../rules/state.ts';
import { violate } from './invariants.ts';
import { requireTurn } from './plan-invariants.ts';
import { addTask, offer, settle, withdraw } from './simulated-tasks.ts';
import { baseCommit, commit, contains, headOf, workOn } from './simulated-vault.ts';
import { gatesToKeep, type World } from './world.ts';

/** Carries out an intent; the fact is what the hub has yet to store, null when none follows. */
export function execute(
  world: World,
  state: MissionState,
  intent: MissionIntent,
): MissionFact | null {
  const at = world.now;
  switch (intent.type) {
    case 'prepare':
      return prepare(world);
    case 'plan':
      return plan(world);
    case 'look_out':
      return at < world.script.externalAt
        ? null
        : { type: 'external_met', at, external: intent.external };
    case 'take_locks':
      return takeLocks(world, intent);
    case 'release_locks': {
      const { taskId, number } = intent;
      for (const [lockId, holder] of world.locks) {
        if (holder === `${taskId} ${number}`) world.locks.delete(lockId);
      }
      return { type: 'locks_released', at, taskId, number };
    }
    case 'offer':
      return offerTo(world, state, intent);
    case 'withdraw': {
      const { taskId, step, attempt } = intent;
      const isFree = withdraw(world.tasks, intent);
      return isFree ? { type: 'withdrawn', at, taskId, step, attempt } : null;
    }
    case 'settle':
      settle(world.tasks, intent.taskId, intent.status);
      return { type: 'settled', at, taskId: intent.taskId, version: intent.version };
    case 'open_phase':
      return openPhase(world, intent);
    case 'land':
      return land(world, intent);
    case 'merge_phase':
      return mergePhase(world, intent);
    case 'write_documents':
      return {
        type: 'documents_written',
        at,
        version: intent.version,
        head: write(world, intent.version),
      };
    case 'record_handoff':
      world.handoffs.add(intent.stop);
      return { type: 'stopped', at, stop: intent.stop };
    case 'archive':
      world.vault.archives = 1;
      return { type: 'archived', at, head: headOf(world.vault, state.settings.branch) };
    case 'publish':
      return { type: 'published', at, branches: intent.branches };
    case 'finish':
      return { type: 'finished', at };
  }
}

function takeLocks(world: World, { taskId, number, locks }: TakeLocksIntent): MissionFact | null {
  const holder = `${taskId} ${number}`;
  // At first a stranger has them all.
  if (world.now < world.script.externalAt) return null;
  const isFree = locks.every(({ lockId }) => (world.locks.get(lockId) ?? holder) === holder);
  if (!isFree) return null;
  for (const { lockId } of locks) world.locks.set(lockId, holder);
  return { type: 'locks_taken', at: world.now, taskId, number, holdId: holder };
}

function prepare(world: World): MissionFact {
  const { branch, builtInTaskIds, reportName } = world.script.settings;
  if (!world.vault.branches.has(branch)) world.vault.branches.set(branch, baseCommit);
  addTask(world.tasks, builtInTaskIds.review, []);
  addTask(world.tasks, builtInTaskIds.baseline, []);
  const hasReport = reportName !== null;
  return { type: 'prepared', at: world.now, baseCommit, headCommit: baseCommit, hasReport };
}

function plan(world: World): MissionFact {
  const { tasks, phases, terms, settings } = world.script;
  for (const task of tasks) addTask(world.tasks, task.id, task.dependsOn);
  const headCommit = headOf(world.vault, settings.branch);
  return { type: 'planned', at: world.now, tasks, phases, terms, warnings: [], headCommit };
}

function offerTo(world: World, state: MissionState, { taskId, brief }: OfferIntent): null {
  const task = world.tasks.tasks.get(taskId);
  if (task?.status === 'done' || task?.status === 'deferred' || task?.status === 'skipped') {
    violate(`${taskId} is ${task.status} and was offered again`);
  }
  if (brief.step === 'work') requireDependencies(world, state, taskId);
  offer(world.tasks, taskId, brief);
  return null;
}

/** The script knows the dependencies; what the engine believes doesn't count. */
function requireDependencies(world: World, state: MissionState, taskId: string): void {
  const entry = world.script.tasks.find((task) => task.id === taskId);
  for (const id of entry?.dependsOn ?? []) {
    const needed = state.tasks.find((task) => task.id === id);
    if (needed?.position.at !== 'settled')
      violate(`${taskId} was offered before ${id} was settled`);
  }
  requireTurn(world, state, taskId);
}

function openPhase(world: World, { phase, branch, from }: OpenPhaseIntent): MissionFact {
  for (const { number } of world.script.phases) {
    if (number < phase && !world.mergedPhases.has(number)) {
      violate(`phase ${phase} was opened before phase ${number} was merged`);
    }
  }
  if (contains(world.vault, from, headOf(world.vault, branch))) {
    world.vault.branches.set(branch, from);
  }
  return { type: 'phase_opened', at: world.now, phase, branch, head: headOf(world.vault, branch) };
}

function land(world: World, intent: LandIntent): MissionFact {
  const { taskId, runId, branch, candidate, expected } = intent;
  const head = headOf(world.vault, branch);
  const at = world.now;
  if (contains(world.vault, head, candidate)) {
    return { type: 'landed', at, taskId, runId, branch, head };
  }
  if (head !== expected) return { type: 'landing_stale', at, taskId, runId, branch, head };
  requireProof(world, intent);
  world.vault.branches.set(branch, candidate);
  return { type: 'landed', at, taskId, runId, branch, head: candidate };
}

function requireProof(world: World, { taskId, branch, candidate, expected }: LandIntent): void {
  const isOwn = (work: string) => world.work.get(work)?.taskId === taskId;
  if (workOn(world.vault, branch).some(isOwn)) violate(`${taskId} landed a second time`);
  if (taskId === world.script.settings.builtInTaskIds.review) return;
  const green = world.evidence.get(candidate);
  for (const gate of gatesToKeep(world, taskId, expected)) {
    if (!green?.has(gate)) violate(`${taskId} landed ${candidate} without proof of ${gate}`);
  }
}

function mergePhase(world: World, { phase, branch, head, into }: MergePhaseIntent): MissionFact {
  const target = headOf(world.vault, into);
  if (!contains(world.vault, headOf(world.vault, branch), head)) {
    violate(`phase ${phase} was merged at ${head}, which is not on ${branch}`);
  }
  if (!contains(world.vault, target, head)) {
    const id = `phase:${phase}`;
    world.vault.branches.set(into, commit(world.vault, id, [target, head]));
  }
  world.mergedPhases.add(phase);
  return { type: 'phase_merged', at: world.now, phase, head: headOf(world.vault, into) };
}

function write(world: World, version: number): string {
  const { branch } = world.script.settings;
  const head = headOf(world.vault, branch);
  if (world.vault.archives > 0) violate('documents were written after they were archived');
  if (world.vault.documentsVersion >= version) return head;
  world.vault.documentsVersion = version;
  const id = commit(world.vault, `documents:${version}`, [head]);
  world.vault.branches.set(branch, id);
  return id;
}
