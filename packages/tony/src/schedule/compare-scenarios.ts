import type { PlanLimits, PlanScenario } from '@mosaic/contract';
import type { PlanIndex } from '../plan/plan-index.ts';
import { type ForecastOptions, forecastPlan } from './forecast-plan.ts';
import { schedulePlan } from './schedule-plan.ts';

/** One "what if": other limits, or less to do. */
export interface ScenarioInput {
  readonly name: string;
  /** Those of the plan as it is where left out. */
  readonly limits?: PlanLimits | undefined;
  /** Nodes left out with all below them. */
  readonly without: readonly string[];
}

export interface CompareOptions extends ForecastOptions {
  readonly scenarios: readonly ScenarioInput[];
}

/**
 * Sets scenarios beside the plan as it is, which comes first.
 *
 * All use one seed, and every leaf draws the same luck in each of them, so a difference comes from
 * the scenario. What was in `without` of the options is left out of all.
 */
export function compareScenarios(index: PlanIndex, options: CompareOptions): PlanScenario[] {
  const { scenarios, ...shared } = options;
  const asIs: ScenarioInput = { name: 'As planned', without: [] };
  return [asIs, ...scenarios].map(({ name, limits = shared.limits, without }) => {
    const given = { ...shared, limits, without: new Set([...(shared.without ?? []), ...without]) };
    const { makespanMinutes, criticalMinutes } = schedulePlan(index, limits, given);
    return {
      name,
      limits,
      without: [...without],
      makespanMinutes,
      criticalMinutes,
      forecast: forecastPlan(index, given),
    };
  });
}
