import type { TaskEntry } from './plan-entry.ts';
import type { MissionSettings } from './settings.ts';

/** Phase number of the tasks that come before the plan. */
export const builtInPhase = 0;

/** Writes the review report; part of missions that were started without one. */
export function reviewEntry(settings: MissionSettings): TaskEntry {
  return {
    ...builtInEntry(settings),
    id: settings.builtInTaskIds.review,
    key: `${settings.taskPrefix}-REV-000`,
    type: 'REVIEW',
    title: 'Review the repository',
  };
}

/** Runs all gates at the base commit: what is green there must stay green. */
export function baselineEntry(settings: MissionSettings): TaskEntry {
  return {
    ...builtInEntry(settings),
    id: settings.builtInTaskIds.baseline,
    key: `${settings.taskPrefix}-BASE-000`,
    type: 'VERIFICATION',
    title: 'Record which gates are green before the first change',
  };
}

function builtInEntry(settings: MissionSettings): Omit<TaskEntry, 'id' | 'key' | 'type' | 'title'> {
  return {
    kind: 'review',
    severity: null,
    phase: builtInPhase,
    findingId: null,
    component: '',
    branch: settings.branch,
    dependsOn: [],
    estimateTokens: 0,
    files: [],
    category: null,
    hasCheck: false,
    settled: null,
  };
}
