import { operations } from '@mosaic/contract';
import { type Module, query } from '@mosaic/mcp';
import type { DocumentReaders } from '../sources/document-readers.ts';
import { addHandler } from './add-plan.ts';
import { createAnalyses } from './analyses.ts';
import type { PlanTools } from './change-plan.ts';
import { createPlanCompute } from './compute/plan-compute.ts';
import { computeHandlers } from './compute-handlers.ts';
import { editHandlers } from './edit-handlers.ts';
import { lifeHandlers } from './life-handlers.ts';
import { createMakePlan } from './make-plan.ts';
import { createPlanMemory } from './plan-memory.ts';
import { readHandlers } from './read-handlers.ts';
import { planMigrations } from './tables.ts';

export interface PlansOptions {
  /** Reads forms of documents that other packages know: task tables and review reports. */
  readonly readers?: DocumentReaders;
}

/** Plans: made, checked, scheduled, changed and taken back, and brought to certification. */
export function plansModule({ readers = {} }: PlansOptions = {}): Module {
  const compute = createPlanCompute();
  const analyses = createAnalyses();
  const tools: PlanTools = { memory: createPlanMemory(compute), compute };
  return {
    name: 'plans',
    migrations: planMigrations,
    handlers: [
      addHandler(tools, createMakePlan({ readers })),
      ...readHandlers(tools),
      ...computeHandlers(tools),
      ...editHandlers(tools),
      ...lifeHandlers,
      query(operations.analyseRepository, (context, { projectId }) =>
        analyses.ofProject(context, projectId),
      ),
    ],
  };
}
