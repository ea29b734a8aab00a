import { builtInPhase } from './built-in-tasks.ts';
import type { MissionState, TaskState } from './state.ts';

/** Where the branch that `task` lands on stands; null while it does not exist. */
export function headFor(state: MissionState, task: TaskState): string | null {
  if (task.phase === builtInPhase) return state.head;
  return state.phases.find((phase) => phase.number === task.phase)?.head ?? null;
}

/** Records that the branch that `task` lands on now stands at `head`. */
export function withHeadFor(state: MissionState, task: TaskState, head: string): MissionState {
  if (task.phase === builtInPhase) return { ...state, head };
  const phases = state.phases.map((phase) =>
    phase.number === task.phase ? { ...phase, head } : phase,
  );
  return { ...state, phases };
}
