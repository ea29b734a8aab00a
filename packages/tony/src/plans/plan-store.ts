import { MosaicError, type Plan } from '@mosaic/contract';
import { type QueryContext, toInstant } from '@mosaic/mcp';
import type { Kysely, Selectable } from 'kysely';
import type { Planning } from '../phases/planning.ts';
import type { PlanRow, PlanTables } from './tables.ts';

export type PlanReader = Kysely<PlanTables>;
export type StoredPlan = Selectable<PlanRow>;
/** Whose plans, and where. */
export type PlanScope = Pick<QueryContext, 'store' | 'principal'>;

export async function findPlan(
  { store, principal }: PlanScope,
  planId: string,
): Promise<StoredPlan> {
  const plans: PlanReader = store;
  const row = await plans
    .selectFrom('plan')
    .selectAll()
    .where('tenant', '=', principal.tenant)
    .where('id', '=', planId)
    .executeTakeFirst();
  if (!row) throw new MosaicError('not_found', `There is no plan ${planId}. List them: plan.list`);
  return row;
}

/** Plans newest first, one more than the limit. */
export async function listPlanRows(
  { store, principal }: PlanScope,
  options: { projectId?: string | undefined; before: number | null; limit: number },
): Promise<StoredPlan[]> {
  const plans: PlanReader = store;
  let select = plans.selectFrom('plan').selectAll().where('tenant', '=', principal.tenant);
  if (options.projectId !== undefined) select = select.where('project_id', '=', options.projectId);
  if (options.before !== null) select = select.where('position', '<', options.before);
  return select
    .orderBy('position', 'desc')
    .limit(options.limit + 1)
    .execute();
}

/** Epics of a project and the plans that have them. */
export async function epicsOfProject(
  { store, principal }: PlanScope,
  projectId: string,
): Promise<ReadonlyMap<string, string>> {
  const plans: PlanReader = store;
  const rows = await plans
    .selectFrom('plan_epic')
    .select(['epic_id', 'plan_id'])
    .where('tenant', '=', principal.tenant)
    .where('project_id', '=', projectId)
    .execute();
  return new Map(rows.map(({ epic_id, plan_id }) => [epic_id, plan_id]));
}

export function toPlan(row: StoredPlan): Plan {
  return {
    id: row.id,
    projectId: row.project_id === '' ? null : row.project_id,
    epics: JSON.parse(row.epics),
    title: row.title,
    goal: row.goal,
    source: JSON.parse(row.source),
    status: row.status,
    stage: row.stage,
    version: row.version,
    counts: JSON.parse(row.counts),
    findings: JSON.parse(row.findings),
    minutes: row.minutes,
    tokens: row.tokens,
    missionId: row.mission_id,
    canUndo: row.undo_count > 0,
    canRedo: row.redo_count > 0,
    createdAt: toInstant(row.created_at),
    updatedAt: toInstant(row.updated_at),
  };
}

/** Epics that a plan may not have: other plans of its project have them. */
export async function othersEpics(
  scope: PlanScope,
  { id, project_id }: Pick<StoredPlan, 'id' | 'project_id'>,
): Promise<ReadonlySet<string>> {
  const known = await epicsOfProject(scope, project_id);
  return new Set([...known].filter(([, plan]) => plan !== id).map(([epic]) => epic));
}

/** Null before the first phase. */
export function planningOf({ planning }: Pick<StoredPlan, 'planning'>): Planning | null {
  return planning === '{}' ? null : JSON.parse(planning);
}
