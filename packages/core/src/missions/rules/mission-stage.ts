import { needsReview } from './settings.ts';
import type { MissionState, PhaseState } from './state.ts';
import { findTask, isDone } from './task-list.ts';

/** What a mission is busy with. Derived, so that no crash can leave it half changed. */
export type MissionStage =
  | 'preparing'
  | 'reviewing'
  | 'planning'
  | 'bootstrapping'
  | 'baseline'
  | 'executing'
  | 'archiving'
  | 'publishing'
  | 'finishing'
  | 'closing'
  | 'over';

export function missionStage(state: MissionState): MissionStage {
  if (state.isFinished) return 'over';
  if (state.failureReason !== null) return 'closing';
  if (state.baseCommit === null) return 'preparing';
  if (needsReview(state.settings) && !isBuiltInDone(state, 'review')) return 'reviewing';
  if (!state.isPlanned) return 'planning';
  if (state.writtenVersion === 0) return 'bootstrapping';
  if (currentPhase(state)) return isBuiltInDone(state, 'baseline') ? 'executing' : 'baseline';
  if (!state.isArchived) return 'archiving';
  return state.isPublished ? 'finishing' : 'publishing';
}

/** The first phase that is not complete; phases are strictly done in order. */
export function currentPhase(state: MissionState): PhaseState | undefined {
  return state.phases.find((phase) => phase.stage !== 'complete');
}

/** True while the mission may begin something new. */
export function mayBegin(state: MissionState): boolean {
  return state.control === 'running' && state.failureReason === null && !state.isFinished;
}

function isBuiltInDone(state: MissionState, name: 'review' | 'baseline'): boolean {
  const task = findTask(state, state.settings.builtInTaskIds[name]);
  return task !== undefined && isDone(task);
}
