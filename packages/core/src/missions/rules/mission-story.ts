import type { FailureCode } from '@mosaic/contract';
import type { MissionFact, RunFinished } from './fact.ts';
import { initialState } from './initial-state.ts';
import type { MissionIntent } from './intent.ts';
import { outstanding } from './outstanding.ts';
import type { PhaseEntry, TaskEntry } from './plan-entry.ts';
import { reduce } from './reduce.ts';
import { defaultStepTimeouts, type MissionSettings } from './settings.ts';
import type { InHandPosition, MissionState, TaskState } from './state.ts';

/** A mission for tests: settings that any of them may change. */
export function storySettings(changes: Partial<MissionSettings> = {}): MissionSettings {
  return {
    missionId: 'msn_1',
    projectId: 'prj_1',
    name: 'Remediation',
    milestone: 'M6-Feature',
    taskPrefix: 'MS',
    reportName: 'codebase-review',
    reviewName: 'review-1',
    from: 'report',
    runtime: 'fixer',
    isRuntimeDeterministic: true,
    maxWorkers: 2,
    attemptsMax: 2,
    gates: ['lint', 'test'],
    branch: 'mosaic/remediation',
    builtInTaskIds: { review: 'review', baseline: 'baseline' },
    timeouts: defaultStepTimeouts,
    ...changes,
  };
}

export const storyPhase: PhaseEntry = {
  number: 1,
  severity: 'critical',
  name: 'Critical security fixes',
  branch: 'fix/security',
  issue: '#337',
};

/** A fix with id and key `name`. */
export function storyFix(name: string, changes: Partial<TaskEntry> = {}): TaskEntry {
  return {
    id: name,
    key: name,
    kind: 'fix',
    type: 'GUARD_ADD',
    severity: 'critical',
    phase: 1,
    title: `${name}: a finding`,
    findingId: name,
    component: 'api',
    branch: 'fix/security',
    dependsOn: [],
    estimateTokens: 8_000,
    files: ['src/a.ts'],
    category: 'medium',
    hasCheck: false,
    settled: null,
    ...changes,
  };
}

/** The verification of a phase, with id and key `V{phase}`. */
export function storyVerification(phase = 1): TaskEntry {
  const name = `V${phase}`;
  return { ...storyFix(name), kind: 'verification', type: 'VERIFICATION', phase, category: null };
}

/** A mission in its first phase with these fixes, baseline recorded, nothing claimed yet. */
export function storyInPhase(
  fixes: readonly TaskEntry[],
  settings: Partial<MissionSettings> = {},
): MissionState {
  return afterBaseline(storyPlanned(fixes, settings));
}

export function storyPlanned(
  fixes: readonly TaskEntry[],
  settings: Partial<MissionSettings> = {},
): MissionState {
  const tasks = fixes.length === 0 ? [] : [...fixes, storyVerification()];
  const phases = fixes.length === 0 ? [] : [storyPhase];
  const prepared = settle(initialState(storySettings(settings)));
  return settle(
    reduce(prepared, { type: 'planned', at: 20, tasks, phases, warnings: [], headCommit: 'base' }),
  );
}

export function afterBaseline(state: MissionState, greenGates = ['lint']): MissionState {
  return finish(state, 'baseline', { commit: 'base', greenGates });
}

/** Carries out everything that needs no runner, until nothing but offers (and planning) is left. */
export function settle(state: MissionState): MissionState {
  let next = state;
  for (let rounds = 0; rounds < 1_000; rounds += 1) {
    const fact = outstanding(next)
      .map((intent) => factFor(next, intent))
      .find((candidate) => candidate !== null);
    if (!fact) return next;
    next = reduce(next, fact);
  }
  throw new Error('The mission never comes to rest');
}

/** The run of the task's present offer, started. */
export function start(state: MissionState, taskId: string): MissionState {
  const { step, attempt } = handOf(state, taskId).brief;
  const runId = `run-${taskId}-${step}-${attempt}`;
  const agentName = 'runner-1';
  return reduce(state, { type: 'run_started', at: 100, taskId, runId, step, attempt, agentName });
}

/** The run of the task's present offer ends well, then all that follows without a runner. */
export function finish(
  state: MissionState,
  taskId: string,
  outcome: Partial<RunFinished> = {},
): MissionState {
  return settle(reduce(start(state, taskId), finished(state, taskId, outcome)));
}

/** The run of the task's present offer fails. */
export function fail(
  state: MissionState,
  taskId: string,
  code: FailureCode,
  message = `it was ${code}`,
): MissionState {
  const failure = { code, message };
  return finish(state, taskId, { status: 'failed', commit: null, failure });
}

/** Works and verifies a fix until it has landed. */
export function complete(state: MissionState, taskId: string): MissionState {
  const worked = finish(state, taskId);
  const { requiredGates } = handOf(worked, taskId).brief;
  return finish(worked, taskId, { commit: `candidate-${taskId}`, greenGates: requiredGates });
}

/** The fact with which the present run of a task ends. */
export function finished(
  state: MissionState,
  taskId: string,
  outcome: Partial<RunFinished> = {},
): RunFinished {
  const { step, attempt } = handOf(state, taskId).brief;
  return {
    type: 'run_finished',
    at: 200,
    taskId,
    runId: `run-${taskId}-${step}-${attempt}`,
    step,
    attempt,
    status: 'succeeded',
    commit: `${step}-${taskId}-${attempt}`,
    failure: null,
    usedTokens: 1_000,
    greenGates: [],
    redGates: [],
    ...outcome,
  };
}

export function taskOf(state: MissionState, taskId: string): TaskState {
  const task = state.tasks.find(({ id }) => id === taskId);
  if (!task) throw new Error(`There is no task ${taskId}`);
  return task;
}

export function handOf(state: MissionState, taskId: string): InHandPosition {
  const { position } = taskOf(state, taskId);
  if (position.at !== 'in-hand') throw new Error(`${taskId} is ${position.at}, not in hand`);
  return position;
}

/** Ids of the tasks offered now, with the step. */
export function offered(state: MissionState): string[] {
  return outstanding(state).flatMap((intent) =>
    intent.type === 'offer' ? [`${intent.brief.step} ${intent.taskId}`] : [],
  );
}

/** What a shell without any trouble stores once the intent is carried out; null where a runner decides. */
export function factFor(state: MissionState, intent: MissionIntent): MissionFact | null {
  const at = 10;
  const head = state.head ?? 'base';
  switch (intent.type) {
    case 'prepare':
      return { type: 'prepared', at, baseCommit: 'base', headCommit: 'base', hasReport: true };
    case 'plan':
    case 'offer':
    case 'look_out':
    case 'take_locks':
      return null;
    case 'release_locks':
      return { ...intent, type: 'locks_released', at };
    case 'withdraw':
      return { ...intent, type: 'withdrawn', at };
    case 'settle':
      return { type: 'settled', at, taskId: intent.taskId, version: intent.version };
    case 'open_phase':
      return { ...intent, type: 'phase_opened', at, head: intent.from };
    case 'land':
      return { ...intent, type: 'landed', at, head: intent.candidate };
    case 'merge_phase':
      return { type: 'phase_merged', at, phase: intent.phase, head: `merged-${intent.phase}` };
    case 'write_documents':
      return { type: 'documents_written', at, version: intent.version, head };
    case 'record_handoff':
      return { type: 'stopped', at, stop: intent.stop };
    case 'archive':
      return { type: 'archived', at, head };
    case 'publish':
      return { type: 'published', at, branches: intent.branches };
    case 'finish':
      return { type: 'finished', at };
  }
}
