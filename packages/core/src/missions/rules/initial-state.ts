import { baselineEntry, reviewEntry } from './built-in-tasks.ts';
import { newTask } from './new-task.ts';
import { noTerms } from './plan-terms.ts';
import { type MissionSettings, needsReview } from './settings.ts';
import type { MissionState } from './state.ts';

/** A mission of which nothing has happened yet. */
export function initialState(settings: MissionSettings): MissionState {
  const builtIn = needsReview(settings)
    ? [reviewEntry(settings), baselineEntry(settings)]
    : [baselineEntry(settings)];
  return {
    settings,
    baseCommit: null,
    head: null,
    isPlanned: false,
    tasks: builtIn.map(newTask),
    phases: [],
    terms: noTerms,
    externalsMet: [],
    warnings: [],
    greenOnce: [],
    documentsVersion: 0,
    writtenVersion: 0,
    journal: [],
    nextInQueue: 1,
    control: 'running',
    stops: 0,
    stopReason: null,
    failureReason: null,
    isArchived: false,
    isPublished: false,
    isFinished: false,
    finishedAt: null,
  };
}
