import { MosaicError, operations, type Plan } from '@mosaic/contract';
import { cutPage, decodeCursor, type Handler, query } from '@mosaic/mcp';
import { planToJson, planToMarkdown } from '../plan/write-plan.ts';
import type { PlanTools } from './change-plan.ts';
import { planLimits } from './limits.ts';
import { listChanges, toChange } from './plan-history.ts';
import { findPlan, listPlanRows, type PlanReader, type PlanScope, toPlan } from './plan-store.ts';
import { worstFindings } from './summarise.ts';

/** Looking at plans. */
export function readHandlers({ memory }: PlanTools): Handler[] {
  return [
    query(operations.listPlans, async (context, { projectId, limit, cursor }) => {
      const before = decodeCursor(cursor);
      const rows = await listPlanRows(context, { projectId, before, limit });
      return cutPage(rows, limit, ({ position }) => position, toPlan);
    }),
    query(operations.showPlan, async (context, { planId }) =>
      toPlan(await findPlan(context, planId)),
    ),
    query(operations.findPlan, async (context, { epicId, projectId }) =>
      planOfEpic(context, epicId, projectId),
    ),
    query(operations.planDocument, async (context, { planId }) => {
      const { row, document } = await memory.load(context, planId);
      return { plan: toPlan(row), document };
    }),
    query(operations.checkPlan, async (context, { planId }) => {
      const { findings, isRunnable } = await memory.check(
        context,
        await memory.load(context, planId),
      );
      return { isRunnable, findings: worstFindings(findings, planLimits.findingsShownMax) };
    }),
    query(operations.planHistory, async (context, { planId, limit, cursor }) => {
      await findPlan(context, planId);
      const rows = await listChanges(context, planId, { before: decodeCursor(cursor), limit });
      return cutPage(rows, limit, ({ seq }) => seq, toChange);
    }),
    query(operations.exportPlan, async (context, { planId, format }) => {
      const { document } = await memory.load(context, planId);
      return { text: format === 'json' ? planToJson(document) : planToMarkdown(document) };
    }),
  ];
}

async function planOfEpic(
  scope: PlanScope,
  epicId: string,
  projectId: string | undefined,
): Promise<Plan> {
  const plans: PlanReader = scope.store;
  let select = plans
    .selectFrom('plan_epic')
    .select(['plan_id', 'project_id'])
    .where('tenant', '=', scope.principal.tenant)
    .where('epic_id', '=', epicId);
  if (projectId !== undefined) select = select.where('project_id', '=', projectId);
  const found = await select.orderBy('project_id').limit(20).execute();
  const [only] = found;
  if (only === undefined) {
    const where = projectId === undefined ? '' : ' in this project';
    throw new MosaicError('not_found', `No plan has ${epicId}${where}. List them: plan.list`);
  }
  if (found.length > 1) {
    const projects = found.map(({ project_id }) => project_id || 'no project');
    throw new MosaicError(
      'conflict',
      `Plans of ${found.length} projects have ${epicId}. Say of which project: ${projects.join(', ')}.`,
      { details: { projectIds: found.map(({ project_id }) => project_id || null) } },
    );
  }
  return toPlan(await findPlan(scope, only.plan_id));
}
