import { missionLimits } from './limits.ts';
import type { MissionState, PhaseState } from './state.ts';
import { isDeferred, isDone, isSkipped, workOf } from './task-list.ts';

/** Adds lines to the journal and makes the documents show them. */
export function note(state: MissionState, ...lines: readonly string[]): MissionState {
  const journal = [...state.journal, ...lines].slice(-missionLimits.journalLinesMax);
  return visiblyChanged({ ...state, journal });
}

/** Marks that the documents on the mission branch no longer show the state. */
export function visiblyChanged(state: MissionState): MissionState {
  return { ...state, documentsVersion: state.documentsVersion + 1 };
}

/** What is said when a phase turns from bulk to polish. */
export function bulkLines(state: MissionState, phase: PhaseState): readonly string[] {
  const { fixed, total } = progress(state, phase);
  const remaining = workOf(state, phase.number).filter((task) => task.position.at !== 'settled');
  const complete = `Phase ${phase.number} Bulk Complete: ${percent(fixed, total)}% (${fixed}/${total})`;
  if (remaining.length === 0) return [complete];
  return [complete, `Entering Polish Phase: ${remaining.length} errors to triage`];
}

/** What is said when a phase is merged. */
export function completeLines(state: MissionState, phase: PhaseState): readonly string[] {
  const { fixed, total } = progress(state, phase);
  const polished = workOf(state, phase.number).filter((task) => task.isPolish && isDone(task));
  const deferred = workOf(state, phase.number).filter(isDeferred);
  const fixedAs = (category: string) =>
    polished.filter((task) => task.category === category).length;
  const documentedAs = (category: string) =>
    deferred.filter((task) => task.decision?.deferral?.category === category).length;
  return [
    `Phase ${phase.number} Complete: ${percent(fixed, total)}% (${fixed}/${total})`,
    `- Quick-wins: ${fixedAs('quick-win')} fixed`,
    `- Medium: ${fixedAs('medium')} fixed`,
    `- Hard: ${fixedAs('hard')} fixed, ${documentedAs('Hard')} documented`,
    `- Architectural: ${documentedAs('Architectural')} documented`,
    `- Framework limitations: ${documentedAs('Framework Limitation')} documented`,
  ];
}

function progress(state: MissionState, phase: PhaseState): { fixed: number; total: number } {
  const wanted = workOf(state, phase.number).filter((task) => !isSkipped(task));
  return { fixed: wanted.filter(isDone).length, total: wanted.length };
}

function percent(part: number, total: number): number {
  return total === 0 ? 100 : Math.floor((part / total) * 100);
}
