import {
  type OperationOutput,
  operations,
  type PlanDocument,
  type PlanForecast,
  type PlanSchedule,
} from '@mosaic/contract';
import { plainLine } from '../../output/plain-text.ts';
import type { Terminal } from '../../output/terminal.ts';
import { findingsText } from '../../render/plan-findings.ts';
import { forecastText } from '../../render/plan-forecast.ts';
import { scheduleSummary } from '../../render/plan-schedule.ts';
import { planTree } from '../../render/plan-tree.ts';
import type { PlanningHub } from '../with-hub.ts';

/** A plan that was just made, and what can be said of it. */
export interface MadePlan extends OperationOutput<typeof operations.addPlan> {
  readonly document: PlanDocument;
  /** Null while errors keep the plan from being scheduled. */
  readonly schedule: PlanSchedule | null;
  readonly forecast: PlanForecast | null;
}

/** Looks at a new plan: its nodes, when what would be done, and how sure that is. */
export async function lookAtMade(
  { client }: PlanningHub,
  made: OperationOutput<typeof operations.addPlan>,
  workers: number,
): Promise<MadePlan> {
  const planId = made.plan.id;
  const { document } = await client.call(operations.planDocument, { planId });
  if (made.plan.findings.error > 0) return { ...made, document, schedule: null, forecast: null };
  const about = { planId, limits: { workers } };
  const schedule = await client.call(operations.schedulePlan, about);
  const forecast = await client.call(operations.forecastPlan, about);
  return { ...made, document, schedule, forecast };
}

/** Shows it to people. That it came from a template is said first. */
export function printMade({ print, view }: Terminal, made: MadePlan, depth?: number): void {
  const { plan, notes, document, schedule, forecast } = made;
  if (plan.source.kind === 'template') {
    const name = plan.source.name ?? '';
    print(view.style('yellow', `Used the template ${plainLine(name)}; no model was asked.`));
  }
  for (const note of notes) print(view.style('dim', plainLine(note)));
  print(planTree(document, view, { depth }));
  if (schedule !== null) print(`\n${scheduleSummary(schedule, view)}`);
  if (forecast !== null) print(`\n${forecastText(forecast, view)}`);
  const serious = made.findings.filter(({ severity }) => severity !== 'advice');
  if (serious.length > 0) print(`\n${findingsText(serious, view)}`);
}
