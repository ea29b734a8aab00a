import { MosaicError, operations, type PlanLimits } from '@mosaic/contract';
import { type Handler, type QueryContext, query } from '@mosaic/mcp';
import { bubble } from '../plan/bubble.ts';
import type { PlanTools } from './change-plan.ts';
import type { ScheduleJob } from './compute/plan-jobs.ts';
import { readLearned, readNodeStates, readPlanState } from './mission-facts.ts';
import type { LoadedPlan } from './plan-memory.ts';
import { toPlan } from './plan-store.ts';

/** When what is done, how sure that is, what if, and how far it is. */
export function computeHandlers({ memory, compute }: PlanTools): Handler[] {
  return [
    query(
      operations.schedulePlan,
      async (context, { planId, limits }) => {
        const loaded = await memory.load(context, planId);
        return compute.schedule(await scheduleJob(context, loaded, limits));
      },
      { isSlow: true },
    ),
    query(
      operations.forecastPlan,
      async (context, { planId, limits, samples, seed }) => {
        const loaded = await memory.load(context, planId);
        const job = await scheduleJob(context, loaded, limits);
        return compute.forecast({ ...job, samples, seed });
      },
      { isSlow: true },
    ),
    query(
      operations.comparePlan,
      async (context, { planId, limits, samples, seed, scenarios }) => {
        const loaded = await memory.load(context, planId);
        for (const id of scenarios.flatMap(({ without }) => without)) requireNode(loaded, id);
        const job = await scheduleJob(context, loaded, limits);
        return { scenarios: await compute.compare({ ...job, samples, seed, scenarios }) };
      },
      { isSlow: true },
    ),
    query(operations.planProgress, async (context, { planId }) => {
      const { row, index } = await memory.load(context, planId);
      const { states } = await readNodeStates(context, row, index);
      return { plan: toPlan(row), nodes: bubble(index, states) };
    }),
  ];
}

/** A plan as it stands: what finished runs taught, what is over and what is under way. */
async function scheduleJob(
  context: QueryContext,
  { row, document, index }: LoadedPlan,
  limits: PlanLimits,
): Promise<ScheduleJob> {
  const state = await readPlanState(context, row, index);
  const learned = await readLearned(context, row, index);
  return { document, limits, state, learned };
}

function requireNode({ row, index }: LoadedPlan, id: string): void {
  if (index.positionOf.has(id)) return;
  throw new MosaicError('not_found', `Plan ${row.id} has no ${id} that could be left out.`);
}
