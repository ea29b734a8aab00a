import { advance } from './advance.ts';
import { applyBranch } from './apply-branch.ts';
import { applyLifecycle } from './apply-lifecycle.ts';
import { applyRun } from './apply-run.ts';
import type { MissionFact } from './fact.ts';
import type { MissionIntent } from './intent.ts';
import { applyLocks } from './locks.ts';
import { noteClosedNodes } from './node-gates.ts';
import { outstanding } from './outstanding.ts';
import type { MissionState } from './state.ts';

/**
 * Takes in one fact.
 *
 * Total and pure: any fact may arrive in any state, any number of times. One that is
 * stale or known already returns the very same state, so `next === state` tells
 * whether anything changed.
 */
export function reduce(state: MissionState, fact: MissionFact): MissionState {
  if (state.isFinished) return state;
  const next = apply(state, fact);
  return next === state ? state : noteClosedNodes(state, advance(next, fact.at));
}

/** Takes in one fact and says what should be happening from then on. */
export function step(
  state: MissionState,
  fact: MissionFact,
): { readonly state: MissionState; readonly intents: readonly MissionIntent[] } {
  const next = reduce(state, fact);
  return { state: next, intents: outstanding(next) };
}

function apply(state: MissionState, fact: MissionFact): MissionState {
  switch (fact.type) {
    case 'run_started':
    case 'run_finished':
    case 'run_lost':
    case 'withdrawn':
    case 'settled':
      return applyRun(state, fact);
    case 'locks_taken':
    case 'locks_released':
    case 'locks_lost':
      return applyLocks(state, fact);
    case 'phase_opened':
    case 'phase_merged':
    case 'phase_merge_failed':
    case 'documents_written':
    case 'landed':
    case 'landing_stale':
      return applyBranch(state, fact);
    default:
      return applyLifecycle(state, fact);
  }
}
