import type { Plan, PlanGaps, PlanLimits, PlanStage } from '@mosaic/contract';

/** What a phase can be asked for, in the order it is done. */
export const phaseOptions = {
  1: ['analyze-domain', 'define-epics'],
  2: ['decompose-tasks', 'map-dependencies'],
  3: ['critical-path', 'optimize-resources'],
  4: ['validate', 'certify'],
} as const;

export type PhaseNumber = keyof typeof phaseOptions;
export type PhaseOption = (typeof phaseOptions)[PhaseNumber][number];
export type Methodology = 'iterative' | 'waterfall' | 'agile';

export const phaseNames: Readonly<Record<PhaseNumber, string>> = {
  1: 'abstraction',
  2: 'decomposition',
  3: 'optimization',
  4: 'certification',
};

/** What decomposition added to the plan. */
export interface Decomposed {
  readonly gapsFound: number;
  /** Atomics that were too long and were split. */
  readonly split: readonly string[];
  readonly nodesAdded: number;
  readonly edgesAdded: number;
  readonly before: PlanGaps['before'];
  readonly after: PlanGaps['after'];
  /** Edges that were found and added, as `from → to`. */
  readonly found: readonly string[];
}

/** One check of the certification. */
export interface CertificationCheck {
  readonly name: string;
  readonly isPassed: boolean;
  readonly detail: string;
}

export interface Certification {
  readonly isPassed: boolean;
  readonly isStrict: boolean;
  readonly checks: readonly CertificationCheck[];
  /** Version of the plan that was judged. */
  readonly planVersion: number;
}

/** That a phase was done, and what it was asked for. */
export interface PhaseRecord {
  readonly phase: PhaseNumber;
  /** Parts that were done, in one go or one by one. */
  readonly options: readonly PhaseOption[];
  readonly limits: PlanLimits;
  readonly at: string;
  readonly decomposed?: Decomposed | undefined;
  readonly certification?: Certification | undefined;
}

/** Everything that is kept of planning besides the plan: the files are written from both. */
export interface Planning {
  readonly projectName: string;
  readonly methodology: Methodology;
  /** How many of the four phases this planning has. */
  readonly phases: number;
  /** Where the files go, relative to the project. */
  readonly workspace: string;
  readonly initializedAt: string;
  readonly updatedAt: string;
  /** Phases that were done, in order. */
  readonly done: readonly PhaseRecord[];
}

/** The documented folder of planning files. */
export const planningWorkspaceDefault = 'docs/task-management/planning';

export function recordOf(planning: Planning, phase: PhaseNumber): PhaseRecord | undefined {
  return planning.done.find((record) => record.phase === phase);
}

/** Where planning stands: the stage of the plan that follows from the phases done. */
export function stageOf({ done, phases }: Pick<Planning, 'done' | 'phases'>): PlanStage {
  const last = done.at(-1);
  if (last === undefined) return 'ready';
  const isCertified = last.phase === 4 && last.certification?.isPassed === true;
  if (isCertified || (phases < 4 && last.phase >= phases)) return 'completed';
  return `phase_${last.phase}`;
}

/** The status a plan has by its planning alone. */
export function statusOf(
  planning: Pick<Planning, 'done'>,
): Extract<Plan['status'], 'draft' | 'certified'> {
  return planning.done.at(-1)?.certification?.isPassed === true ? 'certified' : 'draft';
}
