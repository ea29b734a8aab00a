import { findingGate } from '@mosaic/contract';
import type { MissionState, TaskState } from './state.ts';

/**
 * Gates that must be green for `task`: those of the project that were green once on
 * this line of branches, and the finding's own check.
 *
 * Gates that were red from the start are recorded only, until the first time they
 * are green. From then on nothing lands that makes them red again.
 */
export function requiredGates(state: MissionState, task: TaskState): string[] {
  const ratchet = state.settings.gates.filter((gate) => state.greenOnce.includes(gate));
  return task.hasCheck ? [...ratchet, findingGate] : ratchet;
}

/** Adds gates that were green at a commit which is now part of the line. */
export function tightenRatchet(state: MissionState, greenGates: readonly string[]): MissionState {
  const added = state.settings.gates.filter(
    (gate) => greenGates.includes(gate) && !state.greenOnce.includes(gate),
  );
  return added.length === 0 ? state : { ...state, greenOnce: [...state.greenOnce, ...added] };
}
