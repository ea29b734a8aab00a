/** What a mission was started with; never changes afterwards. */
export interface MissionSettings {
  readonly missionId: string;
  readonly projectId: string;
  readonly name: string;
  readonly milestone: string;
  readonly taskPrefix: string;
  /** Report below `docs/reports/`; null means: review the repository first. */
  readonly reportName: string | null;
  /** Name of the report the review writes; used only when `reportName` is null. */
  readonly reviewName: string;
  readonly from: 'report' | 'tasks' | 'archive' | 'plan';
  /** For `plan`: the plan, and the epic of it that alone is run. */
  readonly plan?: { readonly planId: string; readonly epicId: string | null };
  readonly runtime: string;
  /** True for a runtime that does the same thing again on the same input, such as the fixer. */
  readonly isRuntimeDeterministic: boolean;
  readonly maxWorkers: number;
  /** Bulk attempts per task; polish gives one more. */
  readonly attemptsMax: number;
  /** Names of the project's gates. */
  readonly gates: readonly string[];
  /** Mission branch. */
  readonly branch: string;
  /** Ids of the tasks that every mission has besides the planned ones. */
  readonly builtInTaskIds: { readonly review: string; readonly baseline: string };
  readonly timeouts: StepTimeouts;
}

/** Longest duration of a run, in milliseconds. */
export interface StepTimeouts {
  readonly workMs: number;
  /** The one polish attempt at a task of category `hard`. */
  readonly hardWorkMs: number;
  readonly verifyMs: number;
  readonly reviewMs: number;
}

/** The durations of the orchestrator protocol. */
export const defaultStepTimeouts: StepTimeouts = {
  workMs: 30 * 60_000,
  hardWorkMs: 15 * 60_000,
  verifyMs: 30 * 60_000,
  reviewMs: 30 * 60_000,
};

/** True when nobody named a report, so that the mission starts by writing one. */
export function needsReview(settings: MissionSettings): boolean {
  return settings.from === 'report' && settings.reportName === null;
}
