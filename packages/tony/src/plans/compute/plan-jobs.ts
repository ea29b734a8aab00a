import type {
  Plan,
  PlanDocument,
  PlanFinding,
  PlanForecast,
  PlanGapArea,
  PlanGaps,
  PlanLimits,
  PlanScenario,
  PlanSchedule,
  RepositoryAnalysis,
} from '@mosaic/contract';
import { findGaps } from '../../gaps/find-gaps.ts';
import type { WorkersTried } from '../../phases/phase-facts.ts';
import type { KnownPlans } from '../../plan/checks/check-resources.ts';
import { compilePlan } from '../../plan/compile-plan.ts';
import { indexPlan } from '../../plan/plan-index.ts';
import { compareScenarios, type ScenarioInput } from '../../schedule/compare-scenarios.ts';
import { forecastPlan } from '../../schedule/forecast-plan.ts';
import { type FinishedRun, learnFactors } from '../../schedule/learned-factors.ts';
import type { PlanState } from '../../schedule/plan-work.ts';
import { schedulePlan } from '../../schedule/schedule-plan.ts';

/** What the compiler says of a plan, without the index it made. */
export interface CheckedPlan {
  readonly findings: readonly PlanFinding[];
  /** All findings, also those not written out. */
  readonly counts: Plan['findings'];
  readonly isRunnable: boolean;
}

export interface CheckJob {
  readonly document: PlanDocument;
  /** Plans it may wait for; null where it waits for none. */
  readonly known: KnownPlans | null;
}

/** What finished runs taught, and about which runtime and project it is asked. */
export interface LearnedFrom {
  readonly runs: readonly FinishedRun[];
  readonly runtime: string;
  readonly projectId: string;
}

export interface ScheduleJob {
  readonly document: PlanDocument;
  readonly limits: PlanLimits;
  readonly state: PlanState;
  readonly learned: LearnedFrom;
}

export interface ForecastJob extends ScheduleJob {
  readonly samples: number;
  readonly seed: number;
}

export interface CompareJob extends ForecastJob {
  readonly scenarios: readonly ScenarioInput[];
}

export interface GapsJob {
  readonly document: PlanDocument;
  readonly analysis: RepositoryAnalysis | null;
  readonly areas?: readonly PlanGapArea[] | undefined;
}

/** Numbers of workers worth trying: each about half as many again as the one before. */
const workersTried = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64] as const;

/** The long computations by name. Input and output are plain data, so that a thread can do them. */
export const planJobs = {
  check({ document, known }: CheckJob): CheckedPlan {
    const { findings, counts, isRunnable } = compilePlan(document, {
      knownPlans: known ?? undefined,
    });
    return { findings, counts: { ...counts }, isRunnable };
  },
  schedule({ document, limits, state, learned }: ScheduleJob): PlanSchedule {
    const factors = learnFactors(learned.runs, learned);
    return schedulePlan(indexPlan(document), limits, { ...state, factors });
  },
  forecast({ document, state, learned, ...rest }: ForecastJob): PlanForecast {
    const factors = learnFactors(learned.runs, learned);
    return forecastPlan(indexPlan(document), { ...rest, ...state, factors });
  },
  compare({ document, state, learned, ...rest }: CompareJob): PlanScenario[] {
    const factors = learnFactors(learned.runs, learned);
    return compareScenarios(indexPlan(document), { ...rest, ...state, factors });
  },
  gaps({ document, analysis, areas }: GapsJob): PlanGaps {
    return findGaps(document, analysis, areas);
  },
  /** How long it takes with ever more workers, until more of them make no difference. */
  workers({ document, limits, state, learned }: ScheduleJob): WorkersTried[] {
    const factors = learnFactors(learned.runs, learned);
    const index = indexPlan(document);
    const tried: WorkersTried[] = [];
    for (const workers of workersTried) {
      const given = { ...limits, workers };
      const { makespanMinutes, workMinutes } = schedulePlan(index, given, { ...state, factors });
      const before = tried.at(-1)?.makespanMinutes;
      if (before !== undefined && makespanMinutes >= before) break;
      const capacity = makespanMinutes * workers;
      tried.push({
        workers,
        makespanMinutes,
        utilisation: capacity === 0 ? 0 : workMinutes / capacity,
      });
    }
    return tried;
  },
} as const;
