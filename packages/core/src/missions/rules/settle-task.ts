import type { Deferral, TaskStatus } from '@mosaic/contract';
import { boundText } from './error-text.ts';
import { note, visiblyChanged } from './journal.ts';
import type { MissionState, TaskDecision, TaskState } from './state.ts';
import { replaceTask } from './task-list.ts';

/** Ends a task as done; `commit` is what the branch contains, or what was proved. */
export function settleDone(
  state: MissionState,
  task: TaskState,
  done: { readonly commit: string; readonly at: number; readonly gates: readonly string[] },
): MissionState {
  const decided = decide(task, 'done', { commit: done.commit });
  const position = { at: 'settled', status: 'done' } as const;
  const proved = { position, completedAt: done.at, provedGates: [...done.gates] };
  return visiblyChanged(replaceTask(state, { ...decided, ...proved }));
}

/** Puts a task off; it is settled, and its dependents may go on. */
export function settleDeferred(
  state: MissionState,
  task: TaskState,
  deferred: { readonly deferral: Deferral; readonly at: number },
): MissionState {
  const decided = decide(task, 'deferred', { deferral: deferred.deferral });
  const position = { at: 'settled', status: 'deferred' } as const;
  return visiblyChanged(replaceTask(state, { ...decided, position, completedAt: deferred.at }));
}

/** Ends a task whose branch of the plan is not taken; its dependents may go on. */
export function settleSkipped(
  state: MissionState,
  task: TaskState,
  skipped: { readonly reason: string; readonly at: number },
): MissionState {
  const decided = decide(task, 'skipped', { skipReason: boundText(skipped.reason) });
  const position = { at: 'settled', status: 'skipped' } as const;
  const settled = replaceTask(state, { ...decided, position, completedAt: skipped.at });
  return note(settled, `${task.key} skipped. ${skipped.reason}`);
}

/** Ends a task that the mission cannot do without. */
export function settleFailed(state: MissionState, task: TaskState, at: number): MissionState {
  const position = { at: 'settled', status: 'failed' } as const;
  const failed = { ...decide(task, 'failed', {}), position, completedAt: at };
  return visiblyChanged(replaceTask(state, failed));
}

/** Leaves a task to polish. */
export function setAside(state: MissionState, task: TaskState): MissionState {
  const position = { at: 'set-aside' } as const;
  return visiblyChanged(replaceTask(state, { ...decide(task, 'failed', {}), position }));
}

/** Adds a decision that the tasks module has to show. */
export function decide(
  task: TaskState,
  status: TaskDecision['status'] & TaskStatus,
  outcome: {
    readonly commit?: string;
    readonly deferral?: Deferral;
    readonly skipReason?: string;
  },
): TaskState {
  const decision: TaskDecision = {
    version: (task.decision?.version ?? 0) + 1,
    status,
    commit: outcome.commit ?? null,
    category: task.category,
    deferral: outcome.deferral ?? null,
    skipReason: outcome.skipReason ?? null,
  };
  return { ...task, decision };
}
