import type {
  PlanDocument,
  PlanForecast,
  PlanGaps,
  PlanScenario,
  PlanSchedule,
} from '@mosaic/contract';
import { systemClock } from '@mosaic/mcp';
import type { WorkersTried } from '../../phases/phase-facts.ts';
import { planLimits } from '../limits.ts';
import { createJobThread } from './job-thread.ts';
import {
  type CheckedPlan,
  type CheckJob,
  type CompareJob,
  type ForecastJob,
  type GapsJob,
  planJobs,
  type ScheduleJob,
} from './plan-jobs.ts';
import { createShipping } from './shipped-documents.ts';

/** The long computations over plans: at once for small ones, in a thread for large ones. */
export interface PlanCompute {
  check(job: CheckJob): Promise<CheckedPlan>;
  /** @throws `precondition_failed` where a cycle or the limits leave no schedule */
  schedule(job: ScheduleJob): Promise<PlanSchedule>;
  forecast(job: ForecastJob): Promise<PlanForecast>;
  compare(job: CompareJob): Promise<PlanScenario[]>;
  gaps(job: GapsJob): Promise<PlanGaps>;
  workers(job: ScheduleJob): Promise<WorkersTried[]>;
}

const entry = new URL('./compute-thread.ts', import.meta.url);

export function createPlanCompute(
  limits: Record<'inlineNodesMax' | 'inlineSamplesMax', number> = planLimits,
): PlanCompute {
  const thread = createJobThread(entry, systemClock);
  const shipping = createShipping(planLimits.computeDocumentsMax);
  const run = async <Name extends keyof typeof planJobs>(
    name: Name,
    input: Parameters<(typeof planJobs)[Name]>[0],
    isSmall: boolean,
  ): Promise<ReturnType<(typeof planJobs)[Name]>> => {
    const job = planJobs[name] as (input: unknown) => unknown;
    if (isSmall) return job(input) as never;
    const shipped = (isNewThread: boolean) => ({
      ...input,
      document: shipping.ship(input.document, isNewThread),
    });
    return (await thread.run(name, shipped)) as never;
  };
  const isSmall = ({ nodes }: PlanDocument) => nodes.length <= limits.inlineNodesMax;
  const isQuick = ({ document, samples }: ForecastJob, times = 1) =>
    document.nodes.length * samples * times <= limits.inlineSamplesMax;
  return {
    check: (job) => run('check', job, isSmall(job.document)),
    schedule: (job) => run('schedule', job, isSmall(job.document)),
    forecast: (job) => run('forecast', job, isQuick(job)),
    gaps: (job) => run('gaps', job, isSmall(job.document)),
    workers: (job) => run('workers', job, isSmall(job.document)),
    compare: (job) => run('compare', job, isQuick(job, job.scenarios.length + 1)),
  };
}
