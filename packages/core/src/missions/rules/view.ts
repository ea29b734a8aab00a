import type { MissionStatus, Phase, Severity, TaskCounts, TaskStatus } from '@mosaic/contract';
import { builtInPhase } from './built-in-tasks.ts';
import { finalStatus } from './final-status.ts';
import { lockLines } from './locks.ts';
import { missionStage } from './mission-stage.ts';
import { openExternals } from './open-externals.ts';
import type { External } from './plan-terms.ts';
import { needsReview } from './settings.ts';
import type { MissionState, PhaseState, TaskState } from './state.ts';
import { isDeferred, isDone, isSkipped, workOf } from './task-list.ts';
import { missionUsedTokens, usedTokens } from './used-tokens.ts';

/** The part of the contract's `Mission` that follows from the state. */
export interface MissionProgress {
  readonly status: MissionStatus;
  readonly reportName: string | null;
  readonly baseCommit: string | null;
  readonly headCommit: string | null;
  readonly phases: Phase[];
  readonly tasks: TaskCounts;
  readonly estimateTokens: number;
  readonly usedTokens: number | null;
  readonly warnings: string[];
  readonly planId: string | null;
  readonly waitingFor: string[];
  readonly stopReason: string | null;
}

/** Derives what people see of a mission. Counts are about planned tasks only. */
export function missionProgress(state: MissionState): MissionProgress {
  const planned = plannedTasks(state);
  return {
    status: missionStatus(state),
    reportName: reportName(state),
    planId: state.settings.plan?.planId ?? null,
    baseCommit: state.baseCommit,
    headCommit: state.head,
    phases: state.phases.map((phase) => phaseView(state, phase)),
    tasks: taskCounts(planned),
    estimateTokens: planned.reduce((sum, task) => sum + task.estimateTokens, 0),
    usedTokens: missionUsedTokens(state),
    warnings: [...state.warnings],
    waitingFor: [...openExternals(state).map(waitingLine), ...lockLines(state)],
    stopReason: state.failureReason ?? state.stopReason,
  };
}

/** Tasks of the plan, in plan order; without the built-in ones. */
export function plannedTasks(state: MissionState): readonly TaskState[] {
  return state.tasks.filter((task) => task.phase !== builtInPhase);
}

/** The words of `docs/tasks.md`: what bulk could not fix is `failed` until polish takes it up. */
export function taskStatus(task: TaskState): TaskStatus {
  const { position } = task;
  if (position.at === 'settled') return position.status;
  if (position.at === 'set-aside') return 'failed';
  return task.startedAt === null ? 'not-started' : 'in-progress';
}

/** What a line of `docs/tasks.md` says, apart from how it is printed. */
export interface TaskView {
  /** Human id. */
  readonly key: string;
  readonly status: TaskStatus;
  readonly title: string;
  readonly severity: Severity | null;
  /** Tracker issue of the phase, `#NNN`. */
  readonly issue: string | null;
  readonly component: string;
  readonly branch: string;
  /** Human ids. */
  readonly dependsOn: string[];
  readonly blocks: string[];
  readonly agentName: string | null;
  /** Milliseconds since the epoch. */
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  readonly estimateTokens: number;
  readonly usedTokens: number | null;
}

/** The lines of `docs/tasks.md` in plan order. */
export function taskViews(state: MissionState): TaskView[] {
  const planned = plannedTasks(state);
  const keys = new Map(planned.map((task) => [task.id, task.key]));
  const issues = new Map(state.phases.map((phase) => [phase.number, phase.issue]));
  const blocks = new Map<string, string[]>(planned.map((task) => [task.id, []]));
  for (const task of planned) {
    for (const id of task.dependsOn) blocks.get(id)?.push(task.key);
  }
  return planned.map((task) => ({
    key: task.key,
    status: taskStatus(task),
    title: task.title,
    severity: task.severity,
    issue: issues.get(task.phase) ?? null,
    component: task.component,
    branch: task.branch,
    dependsOn: task.dependsOn.map((id) => keys.get(id) ?? id),
    blocks: blocks.get(task.id) ?? [],
    agentName: task.agentName,
    startedAt: task.startedAt,
    completedAt: task.completedAt,
    estimateTokens: task.estimateTokens,
    usedTokens: usedTokens(task),
  }));
}

function missionStatus(state: MissionState): MissionStatus {
  const stage = missionStage(state);
  if (stage === 'over') return finalStatus(state).status;
  if (stage === 'closing') return 'stopping';
  if (state.control !== 'running') return state.control;
  const isEarly = stage === 'preparing' || stage === 'reviewing' || stage === 'planning';
  return isEarly ? 'preparing' : 'running';
}

function phaseView(state: MissionState, phase: PhaseState): Phase {
  const { number, severity, name, branch, issue } = phase;
  const fixes = workOf(state, number);
  return {
    number,
    severity,
    name,
    branch,
    issue,
    stage: phase.stage === 'merging' ? 'verifying' : phase.stage,
    total: fixes.length,
    done: fixes.filter(isDone).length,
    deferred: fixes.filter(isDeferred).length,
    skipped: fixes.filter(isSkipped).length,
  };
}

/** A review that was asked for has a name once it was read; plans and tables have no report. */
function reportName({ settings, isPlanned }: MissionState): string | null {
  return settings.reportName ?? (isPlanned && needsReview(settings) ? settings.reviewName : null);
}

function waitingLine({ node, planId, otherId }: External): string {
  const what = otherId === null ? 'all of it' : otherId;
  return `${node} waits for plan ${planId}: ${what} is not done there yet.`;
}

export function taskCounts(tasks: readonly TaskState[]): TaskCounts {
  const counts = {
    total: tasks.length,
    'not-started': 0,
    'in-progress': 0,
    done: 0,
    failed: 0,
    deferred: 0,
    skipped: 0,
  };
  for (const task of tasks) counts[taskStatus(task)] += 1;
  return counts;
}
