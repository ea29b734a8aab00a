import { isMosaicError, type Plan, type PlanDocument, type PlanLimits } from '@mosaic/contract';
import type { QueryContext } from '@mosaic/mcp';
import type { PhaseFacts } from '../phases/phase-facts.ts';
import type { Planning } from '../phases/planning.ts';
import type { PlanIndex } from '../plan/plan-index.ts';
import type { PlanState } from '../schedule/plan-work.ts';
import type { Analyses } from './analyses.ts';
import type { PlanCompute } from './compute/plan-compute.ts';
import type { CheckedPlan, LearnedFrom } from './compute/plan-jobs.ts';
import { type LookedAt, lookAt } from './look-at.ts';
import { readLearned, readPlanState } from './mission-facts.ts';
import type { LoadedPlan } from './plan-memory.ts';

/** What the phases need besides the plan: the repository, the mission and earlier runs. */
export interface PhaseSurroundings {
  readonly looked: LookedAt;
  readonly state: PlanState;
  readonly learned: LearnedFrom;
  /** Name of the registered project; null for a plan of none. */
  readonly projectName: string | null;
}

export async function readSurroundings(
  analyses: Analyses,
  context: QueryContext,
  { row, index }: LoadedPlan,
  projectName: string | null,
): Promise<PhaseSurroundings> {
  return {
    looked: await lookAt(analyses, context, row.project_id),
    state: await readPlanState(context, row, index),
    learned: await readLearned(context, row, index),
    projectName,
  };
}

/** A version of a plan, stored or about to be. */
export interface JudgedPlan {
  readonly plan: Plan;
  readonly document: PlanDocument;
  readonly index: PlanIndex;
  readonly checked: CheckedPlan;
}

const forecastTerms = { samples: 1_000, seed: 1 } as const;

/** Computes what the files of the phases are written from. */
export async function computeFacts(
  compute: PlanCompute,
  { plan, document, index, checked }: JudgedPlan,
  { looked, state, learned }: PhaseSurroundings,
  planning: Planning,
  wanted: { limits: PlanLimits; triesWorkers: boolean },
): Promise<PhaseFacts> {
  const { limits, triesWorkers } = wanted;
  const job = { document, limits, state, learned };
  const scheduled = await compute.schedule(job).then(
    (schedule) => ({ schedule, note: null }),
    (error: unknown) => {
      if (!isMosaicError(error) || error.code !== 'precondition_failed') throw error;
      return { schedule: null, note: error.message };
    },
  );
  const { schedule } = scheduled;
  return {
    plan,
    planning,
    index,
    findings: checked.findings,
    isRunnable: checked.isRunnable,
    analysis: looked.analysis,
    analysisNote: looked.note,
    schedule,
    scheduleNote: scheduled.note,
    forecast: schedule === null ? null : await compute.forecast({ ...job, ...forecastTerms }),
    tried: schedule === null || !triesWorkers ? [] : await compute.workers(job),
    gaps: await compute.gaps({ document, analysis: looked.analysis }),
  };
}
