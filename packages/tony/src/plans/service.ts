import { operations } from '@mosaic/contract';
import { type Module, query } from '@mosaic/mcp';
import type { PlanningModelSettings } from '../model/planning-model.ts';
import type { DocumentReaders } from '../sources/document-readers.ts';
import { matchTemplates } from '../templates/match-templates.ts';
import { templates } from '../templates/templates.ts';
import { addHandler } from './add-plan.ts';
import { createAnalyses } from './analyses.ts';
import type { PlanTools } from './change-plan.ts';
import { createPlanCompute } from './compute/plan-compute.ts';
import { computeHandlers } from './compute-handlers.ts';
import { editHandlers } from './edit-handlers.ts';
import { gapHandlers } from './gap-handlers.ts';
import { lifeHandlers } from './life-handlers.ts';
import { planLimits } from './limits.ts';
import { createMakePlan } from './make-plan.ts';
import { phaseHandlers } from './phase-handlers.ts';
import { createPlanMemory } from './plan-memory.ts';
import { proposeHandler } from './propose-handler.ts';
import { readHandlers } from './read-handlers.ts';
import { planMigrations } from './tables.ts';

export interface PlansOptions {
  /** Reads forms of documents that other packages know: task tables and review reports. */
  readonly readers?: DocumentReaders;
  /** Plans goals; templates do where there is none. */
  readonly planningModel?: PlanningModelSettings | null;
  /** Tokens one plan may cost. */
  readonly planningTokens?: number | undefined;
}

/** Plans: made, checked, scheduled, changed and taken back, and brought to certification. */
export function plansModule({
  readers = {},
  planningModel: settings = null,
  planningTokens: tokens = planLimits.modelTokensDefault,
}: PlansOptions = {}): Module {
  const compute = createPlanCompute();
  const analyses = createAnalyses();
  const terms = settings && { settings, budget: { calls: planLimits.modelCallsMax, tokens } };
  const tools: PlanTools = { memory: createPlanMemory(compute), compute };
  return {
    name: 'plans',
    migrations: planMigrations,
    handlers: [
      addHandler(tools, createMakePlan({ readers, analyses, terms })),
      ...readHandlers(tools),
      ...computeHandlers(tools),
      ...editHandlers(tools),
      ...lifeHandlers,
      proposeHandler(tools),
      ...gapHandlers(tools, analyses),
      ...phaseHandlers(tools, analyses),
      query(
        operations.analyseRepository,
        (context, { projectId }) => analyses.ofProject(context, projectId),
        { isSlow: true },
      ),
      query(operations.listTemplates, async (_context, { goal }) => ({
        items: listTemplates(goal),
      })),
    ],
  };
}

function listTemplates(goal: string | undefined) {
  const listed = goal === undefined ? templates : matchTemplates(goal);
  return listed.map((each) => {
    const { name, title, summary, keywords } = 'template' in each ? each.template : each;
    const score = 'score' in each ? each.score : null;
    return { name, title, summary, keywords: [...keywords], score };
  });
}
