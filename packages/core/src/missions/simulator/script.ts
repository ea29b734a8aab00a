import type { FailureCode, PolishCategory } from '@mosaic/contract';
import type { PhaseEntry, TaskEntry } from '../rules/plan-entry.ts';
import type { PlanTerms } from '../rules/plan-terms.ts';
import { defaultStepTimeouts, type MissionSettings } from '../rules/settings.ts';
import { asPlan, noPlan, type Sharing } from './plan-script.ts';
import { createRandom, type Random } from './random.ts';

/**
 * What a worker does at one attempt.
 *
 * `liar` claims success with work that the gates refute, `flaky-verify` does good work
 * whose first verification crashes, `poison` takes its runner down with it.
 */
export type Behaviour = 'ok' | 'liar' | 'flaky-verify' | 'poison' | FailureCode;

/** Everything about a simulated mission that does not depend on the order of events. */
export interface Script {
  readonly seed: number;
  readonly settings: MissionSettings;
  readonly tasks: readonly TaskEntry[];
  readonly phases: readonly PhaseEntry[];
  readonly terms: PlanTerms;
  readonly sharing: Sharing;
  /** When the other plan is done for which tasks may wait. */
  readonly externalAt: number;
  /** Per task, attempt by attempt; the last one repeats. */
  readonly behaviours: ReadonlyMap<string, readonly Behaviour[]>;
  readonly greenAtStart: readonly string[];
  /** Gates red at the start, and the task whose work makes them green. */
  readonly fixedBy: ReadonlyMap<string, string>;
  readonly runners: number;
}

const failures: readonly Behaviour[] = [
  'liar',
  'gate_failed',
  'no_commit',
  'out_of_scope',
  'unsupported',
  'timeout',
  'crashed',
  'conflict',
  'flaky-verify',
  'context_exhausted',
  'reported_failure',
  'sandbox_missing',
  'poison',
];
const categories: readonly PolishCategory[] = ['quick-win', 'medium', 'hard', 'architectural'];
const gates = ['lint', 'test', 'build'];

/** The mission that belongs to a seed. */
export function createScript(seed: number): Script {
  const random = createRandom(seed);
  const settings = createSettings(random);
  const phases = createPhases(random);
  const fixes = phases.flatMap((phase) => createTasks(random, phase));
  const isPlan = settings.from === 'plan';
  const { tasks, terms, sharing } = isPlan ? asPlan(random, fixes) : noPlan(fixes);
  const behaviours = new Map<string, readonly Behaviour[]>();
  for (const task of tasks) behaviours.set(task.id, createBehaviours(random, task));
  const builtIn: readonly Behaviour[] = random.chance(0.1) ? ['crashed', 'ok'] : ['ok'];
  behaviours.set(settings.builtInTaskIds.baseline, builtIn);
  behaviours.set(settings.builtInTaskIds.review, random.chance(0.2) ? ['timeout', 'ok'] : ['ok']);
  const greenAtStart = gates.filter(() => random.chance(0.7));
  const fixedBy = new Map<string, string>();
  for (const gate of gates) {
    if (greenAtStart.includes(gate) || tasks.length === 0) continue;
    if (random.chance(0.5)) fixedBy.set(gate, random.pick(tasks).id);
  }
  return {
    seed,
    settings,
    tasks,
    phases: isPlan ? phases.map((phase) => ({ ...phase, severity: null })) : phases,
    terms,
    sharing,
    externalAt: random.integer(0, 40_000),
    behaviours,
    greenAtStart,
    fixedBy,
    runners: random.integer(1, 4),
  };
}

function createSettings(random: Random): MissionSettings {
  const isPlan = random.chance(0.5);
  return {
    missionId: 'msn_simulated',
    projectId: 'prj_simulated',
    name: 'Simulated mission',
    milestone: 'M1-Simulated',
    taskPrefix: 'MS',
    reportName: isPlan || random.chance(0.3) ? null : 'codebase-review',
    reviewName: 'review',
    from: isPlan ? 'plan' : 'report',
    runtime: 'fixer',
    isRuntimeDeterministic: random.chance(0.5),
    maxWorkers: random.integer(1, 4),
    attemptsMax: random.integer(1, 3),
    gates,
    branch: 'mosaic/simulated',
    builtInTaskIds: { review: 'review', baseline: 'baseline' },
    timeouts: defaultStepTimeouts,
  };
}

function createPhases(random: Random): PhaseEntry[] {
  const severities = ['critical', 'high', 'medium', 'low'] as const;
  const branches = ['fix/security', 'fix/security', 'fix/code-quality', 'fix/test-coverage'];
  return severities.flatMap((severity, index) =>
    random.chance(0.5)
      ? [
          {
            number: index + 1,
            severity,
            name: `${severity} findings`,
            branch: branches[index] ?? '',
            issue: null,
          },
        ]
      : [],
  );
}

function createTasks(random: Random, phase: PhaseEntry): TaskEntry[] {
  const count = random.integer(1, 5);
  const fixes: TaskEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    const key = `MS-P${phase.number}-${index + 1}`;
    const dependsOn = fixes.filter(() => random.chance(0.25)).map((task) => task.id);
    const category = random.pick(categories);
    fixes.push(entry(phase, { key, kind: 'fix', dependsOn, category }));
  }
  const key = `MS-P${phase.number}-V`;
  const dependsOn = fixes.map((task) => task.id);
  return [...fixes, entry(phase, { key, kind: 'verification', dependsOn, category: null })];
}

function entry(
  phase: PhaseEntry,
  given: Pick<TaskEntry, 'key' | 'kind' | 'dependsOn' | 'category'>,
): TaskEntry {
  return {
    ...given,
    id: `tsk_${given.key}`,
    type: given.kind === 'fix' ? 'GUARD_ADD' : 'VERIFICATION',
    severity: phase.severity,
    phase: phase.number,
    title: given.key,
    findingId: given.kind === 'fix' ? given.key : null,
    component: 'api',
    branch: phase.branch,
    estimateTokens: 5_000,
    files: [],
    hasCheck: given.kind === 'fix',
    settled: null,
  };
}

function createBehaviours(random: Random, task: TaskEntry): readonly Behaviour[] {
  if (task.kind === 'verification') {
    // A second red gate in a row ends the mission: seldom, or later phases are never seen.
    if (random.chance(0.03)) return ['gate_failed', 'gate_failed'];
    return random.chance(0.1) ? ['gate_failed', 'ok'] : ['ok'];
  }
  const behaviours: Behaviour[] = [];
  while (behaviours.length < 6 && random.chance(0.5)) behaviours.push(random.pick(failures));
  return behaviours.at(-1) === 'poison' ? behaviours : [...behaviours, 'ok'];
}
