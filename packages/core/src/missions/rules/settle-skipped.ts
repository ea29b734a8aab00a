import { heldBack } from './held-back.ts';
import { settleSkipped } from './settle-task.ts';
import type { MissionState } from './state.ts';

/**
 * Settles the tasks of branches that are not taken, each when it would be its turn.
 *
 * Not earlier: who waits for the last tasks of a part of the plan may then rely on all of
 * that part being over.
 */
export function skipRefused(state: MissionState, phase: number, at: number): MissionState {
  if (state.terms.conditions.length === 0) return state;
  let next = state;
  for (;;) {
    const { isHeld, refusal } = heldBack(next);
    const before = next;
    for (const task of before.tasks) {
      if (task.phase !== phase || task.position.at !== 'waiting' || isHeld(task)) continue;
      const reason = refusal(task);
      if (reason !== null) next = settleSkipped(next, task, { reason, at });
    }
    if (next === before) return next;
  }
}
