import { operations, type RepositoryAnalysis } from '@mosaic/contract';
import { type Handler, query } from '@mosaic/mcp';
import { applyGaps } from '../gaps/apply-gaps.ts';
import type { Analyses } from './analyses.ts';
import { changeHandler, type PlanTools } from './change-plan.ts';
import { lookAt } from './look-at.ts';
import { findPlan } from './plan-store.ts';

/** What a plan lacks, and adding it. */
export function gapHandlers(tools: PlanTools, analyses: Analyses): Handler[] {
  const { memory, compute } = tools;
  return [
    query(
      operations.planGaps,
      async (context, { planId, areas }) => {
        const { row, document } = await memory.load(context, planId);
        const { analysis } = await lookAt(analyses, context, row.project_id);
        return compute.gaps({ document, analysis, areas });
      },
      { isSlow: true },
    ),
    changeHandler(tools, operations.fillPlan, {
      isSlow: true,
      outside: async (context, { planId }) => {
        const { project_id } = await findPlan(context, planId);
        return (await lookAt(analyses, context, project_id)).analysis;
      },
      draft: async (_scope, { document }, { areas }, analysis: RepositoryAnalysis | null) => {
        const gaps = await compute.gaps({ document, analysis, areas });
        return {
          document: gaps.gaps.length === 0 ? document : applyGaps(document, gaps.gaps),
          what: `filled ${gaps.gaps.length} gaps`,
          extra: gaps,
        };
      },
      answer: ({ plan, extra }) => ({ plan, gaps: extra }),
    }),
  ];
}
