import { readyTasks, workersFree } from './assign-work.ts';
import { boundText } from './error-text.ts';
import type { LockFact } from './fact.ts';
import type { ReleaseLocksIntent, TakeLocksIntent, WithdrawIntent } from './intent.ts';
import { note } from './journal.ts';
import { currentPhase, mayBegin, missionStage } from './mission-stage.ts';
import { isUnderWay, sharedUse } from './shared-use.ts';
import type { MissionState, TaskState } from './state.ts';
import { findTask, isSettled, replaceTask } from './task-list.ts';

/** Takes in a fact about the locks of a task; returns `state` itself when it is stale. */
export function applyLocks(state: MissionState, fact: LockFact): MissionState {
  const task = findTask(state, fact.taskId);
  if (!task) return state;
  const { number } = fact;
  if (fact.type === 'locks_taken') {
    if (task.hold !== null || number !== task.holds + 1) return state;
    return replaceTask(state, { ...task, holds: number, hold: { number, holdId: fact.holdId } });
  }
  if (task.hold?.number !== number) return state;
  const free = replaceTask(state, { ...task, hold: null });
  if (fact.type === 'locks_released') return free;
  return note(free, boundText(`${task.key} lost ${lockNames(task)}: its work begins anew.`));
}

/** Locks to be taken: for tasks that only lack them, no more than there are free workers. */
export function takeLocksIntents(state: MissionState): TakeLocksIntent[] {
  return wanting(state).map((task) => ({
    type: 'take_locks',
    key: `take_locks:${task.id}:${task.holds + 1}`,
    taskId: task.id,
    owner: task.key,
    number: task.holds + 1,
    locks: task.locks ?? [],
  }));
}

/** Locks that are of no use any more: the task is over, given up for now, or may not begin. */
export function releaseLocksIntents(state: MissionState): ReleaseLocksIntent[] {
  return state.tasks.flatMap((task): ReleaseLocksIntent[] => {
    if (task.hold === null || isUnderWay(task)) return [];
    const isGivenUp = task.position.at === 'set-aside' && currentPhase(state)?.stage === 'bulk';
    if (!isSettled(task) && !isGivenUp && mayBegin(state)) return [];
    const { number, holdId } = task.hold;
    const key = `release_locks:${task.id}:${number}`;
    return [{ type: 'release_locks', key, taskId: task.id, number, holdId }];
  });
}

/** Work that goes on without the lock it began with is ended: somebody else has it by now. */
export function unlockedWork(state: MissionState): WithdrawIntent[] {
  return state.tasks.flatMap((task): WithdrawIntent[] => {
    const { position } = task;
    if (!needsLocks(task) || task.hold !== null || position.at !== 'in-hand') return [];
    const { step, attempt } = position.brief;
    if (step !== 'work') return [];
    const key = `withdraw:${task.id}:${step}:${attempt}`;
    return [{ type: 'withdraw', key, taskId: task.id, step, attempt }];
  });
}

/** True for tasks that must not begin without locks of the hub. */
export function needsLocks(task: Pick<TaskState, 'locks'>): boolean {
  return (task.locks?.length ?? 0) > 0;
}

/** What tasks wait for that others in the hub may have, as people read it. */
export function lockLines(state: MissionState): string[] {
  return wanting(state).map((task) => `${task.key} waits for ${lockNames(task)}.`);
}

function wanting(state: MissionState): readonly TaskState[] {
  const phase = currentPhase(state);
  const isWorking = phase?.stage === 'bulk' || phase?.stage === 'polish';
  if (!mayBegin(state) || missionStage(state) !== 'executing' || !phase || !isWorking) return [];
  if (!state.tasks.some(needsLocks)) return [];
  const use = sharedUse(state);
  return readyTasks(state, phase)
    .filter((task) => needsLocks(task) && task.hold === null && use.fits(task))
    .slice(0, Math.max(0, workersFree(state)));
}

function lockNames({ locks = [] }: Pick<TaskState, 'locks'>): string {
  return `the lock ${locks.map(({ lockId }) => lockId).join(', ')}`;
}
