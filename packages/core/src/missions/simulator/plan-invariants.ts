import type { MissionState } from '../rules/state.ts';
import { violate } from './invariants.ts';
import { capacities, theLock } from './plan-script.ts';
import type { World } from './world.ts';

/** What must hold at every moment about what tasks share: judged by who really has work in hand. */
export function checkSharing(world: World): void {
  const { sharing } = world.script;
  const atWork = new Set<string>();
  for (const { id, brief } of world.tasks.tasks.values())
    if (brief?.step === 'work') atWork.add(id);
  if (atWork.size < 2) return;
  const used = new Map<string, number>();
  for (const id of atWork) {
    for (const { name, units } of sharing.uses.get(id) ?? []) {
      used.set(name, (used.get(name) ?? 0) + units);
    }
  }
  for (const [name, units] of used) {
    const capacity = capacities[name] ?? 0;
    if (units > capacity) violate(`${units} of ${name} are in use, there are ${capacity}`);
  }
  for (const { left, right } of sharing.apart) {
    const [one, other] = [left, right].map((side) => side.find((id) => atWork.has(id)));
    if (one && other) violate(`${one} and ${other} are under way together`);
  }
}

/** The script knows what must be over before a task begins; what the engine believes doesn't count. */
export function requireTurn(world: World, state: MissionState, taskId: string): void {
  const { terms, sharing } = world.script;
  const ended = endings(state);
  const holder = world.locks.get(theLock);
  if (sharing.locked.has(taskId) && !holder?.startsWith(`${taskId} `)) {
    violate(`${taskId} was offered without its lock, which ${holder ?? 'nobody'} has`);
  }
  for (const { after, tasks } of terms.waits) {
    const open = tasks.includes(taskId) ? after.find((id) => !ended.has(id)) : undefined;
    if (open) violate(`${taskId} was offered before ${open}, for which it waits, was settled`);
  }
  for (const { tasks, sources } of terms.conditions) {
    if (!tasks.includes(taskId)) continue;
    const open = sources.flatMap((source) => source.tasks).find((id) => !ended.has(id));
    if (open) violate(`${taskId} was offered before ${open} decided its branch`);
    if (!isTaken(sources, ended)) violate(`${taskId} was offered on a branch not taken`);
  }
  for (const { tasks } of terms.externals) {
    if (tasks.includes(taskId) && world.now < world.script.externalAt) {
      violate(`${taskId} was offered before the other plan was done`);
    }
  }
}

/** Nothing is kept from others for longer than the mission lasts. */
export function checkLocks(world: World): void {
  for (const [lockId, holder] of world.locks) violate(`${lockId} is still locked for ${holder}`);
}

/** In the end exactly the tasks of branches not taken are skipped. */
export function checkSkips(world: World, state: MissionState): void {
  if (state.failureReason !== null) return;
  const ended = endings(state);
  for (const { id, position } of state.tasks) {
    const own = world.script.terms.conditions.filter(({ tasks }) => tasks.includes(id));
    const isWanted = own.every(({ sources }) => isTaken(sources, ended));
    const isSkipped = position.at === 'settled' && position.status === 'skipped';
    if (isWanted === isSkipped) {
      violate(
        `${id} is ${isSkipped ? '' : 'not '}skipped and its branch ${isWanted ? 'was' : 'was not'} taken`,
      );
    }
  }
}

function endings(state: MissionState): ReadonlyMap<string, string> {
  const ended = new Map<string, string>();
  for (const { id, position } of state.tasks) {
    if (position.at === 'settled') ended.set(id, position.status);
  }
  return ended;
}

function isTaken(
  sources: readonly { readonly when: string; readonly tasks: readonly string[] }[],
  ended: ReadonlyMap<string, string>,
): boolean {
  return sources.some(({ when, tasks }) => {
    const ends = tasks.map((id) => ended.get(id)).filter((end) => end !== 'skipped');
    if (ends.length === 0) return false;
    return (ends.every((end) => end === 'done') ? 'done' : 'failed') === when;
  });
}
