import { MosaicError, type Plan, type PlanDocument } from '@mosaic/contract';
import type { CommandContext } from '@mosaic/mcp';
import { stageOf } from '../phases/planning.ts';
import type { PlanIndex } from '../plan/plan-index.ts';
import type { CheckedPlan } from './compute/plan-jobs.ts';
import { type HistoryMove, moveHistory } from './plan-history.ts';
import {
  epicsOfProject,
  findPlan,
  type PlanReader,
  planningOf,
  type StoredPlan,
  toPlan,
} from './plan-store.ts';
import { summarise } from './summarise.ts';

/** A document ready to be stored: compiled, and named by a stamp nobody else has. */
export interface ReadyDocument {
  readonly stamp: string;
  readonly document: PlanDocument;
  readonly index: PlanIndex;
  readonly checked: CheckedPlan;
  /** The document as it is stored. */
  readonly text: string;
}

/** Does what takes long for a large plan, so that no transaction has to. */
export function readyDocument(
  stamp: string,
  index: PlanIndex,
  checked: CheckedPlan,
): ReadyDocument {
  const { document } = index;
  return { stamp, document, index, checked, text: JSON.stringify(document) };
}

/** Columns of a plan that its document decides. */
export function documentColumns({ stamp, document, index, checked }: ReadyDocument) {
  const { epics, counts, findings, minutes, tokens } = summarise(index, checked.counts);
  return {
    stamp,
    title: document.title,
    goal: document.goal,
    source: JSON.stringify(document.source),
    epics: JSON.stringify(epics),
    counts: JSON.stringify(counts),
    findings: JSON.stringify(findings),
    minutes,
    tokens,
  };
}

export interface NewVersion {
  readonly ready: ReadyDocument;
  readonly move: HistoryMove;
  /** What was done, in a few words. */
  readonly what: string;
  /** Other columns that change with it. */
  readonly columns?: Partial<StoredPlan>;
}

/**
 * Stores the next version of a plan with its summary, its epics and its history. A certificate
 * stands for what was certified: with a change it is gone, and the fourth phase is to be done again.
 */
export async function storeVersion(
  context: CommandContext,
  row: StoredPlan,
  { ready, move, what, columns = {} }: NewVersion,
): Promise<Plan> {
  const store: PlanReader = context.store;
  const decided = documentColumns(ready);
  await claimEpics(context, row, JSON.parse(decided.epics));
  const counts = await moveHistory(context, row.id, move);
  await store
    .updateTable('plan')
    .set({
      ...decided,
      ...counts,
      ...uncertified(row, ready.checked),
      ...columns,
      version: row.version + 1,
      changed_by: context.principal.name,
      changed_what: what,
      updated_at: context.clock.now(),
    })
    .where('id', '=', row.id)
    .execute();
  await store
    .updateTable('plan_document')
    .set({ stamp: ready.stamp, document: ready.text })
    .where('plan_id', '=', row.id)
    .execute();
  announce(context, row, 'plan.changed', { version: row.version + 1, what });
  return toPlan(await findPlan(context, row.id));
}

/** Changes a plan without a new version of its document. */
export async function setColumns(
  context: CommandContext,
  row: StoredPlan,
  what: string,
  columns: Partial<StoredPlan>,
): Promise<Plan> {
  const store: PlanReader = context.store;
  await store
    .updateTable('plan')
    .set({ ...columns, updated_at: context.clock.now() })
    .where('id', '=', row.id)
    .execute();
  announce(context, row, 'plan.changed', { version: row.version, what });
  return toPlan(await findPlan(context, row.id));
}

/** Tells who follows the plan, and names it for audit. */
export function announce(
  context: CommandContext,
  { id, project_id }: Pick<StoredPlan, 'id' | 'project_id'>,
  type: 'plan.added' | 'plan.changed' | 'plan.removed',
  data: Record<string, unknown>,
): void {
  context.target(id);
  context.emit({
    type,
    projectId: project_id === '' ? null : project_id,
    data: { planId: id, ...data },
  });
}

/**
 * Has the epics of the project that this plan has, and no other ones.
 *
 * @throws `conflict` for an epic that another plan took meanwhile
 */
export async function claimEpics(
  context: CommandContext,
  { id, project_id }: Pick<StoredPlan, 'id' | 'project_id'>,
  epics: readonly string[],
): Promise<void> {
  const store: PlanReader = context.store;
  const { tenant } = context.principal;
  const known = await epicsOfProject(context, project_id);
  const taken = epics.find((epic) => (known.get(epic) ?? id) !== id);
  if (taken !== undefined) {
    throw new MosaicError(
      'conflict',
      `${taken} belongs to plan ${known.get(taken)} by now. Read the plans of the project, then try again.`,
      { details: { epicId: taken, planId: known.get(taken) } },
    );
  }
  const old = [...known].filter(([epic, plan]) => plan === id && !epics.includes(epic));
  if (old.length > 0) {
    await store
      .deleteFrom('plan_epic')
      .where('plan_id', '=', id)
      .where(
        'epic_id',
        'in',
        old.map(([epic]) => epic),
      )
      .execute();
  }
  const added = epics.filter((epic) => !known.has(epic));
  if (added.length === 0) return;
  await store
    .insertInto('plan_epic')
    .values(added.map((epic) => ({ tenant, project_id, epic_id: epic, plan_id: id })))
    .execute();
}

function uncertified(row: StoredPlan, { isRunnable }: CheckedPlan): Partial<StoredPlan> {
  const planning = planningOf(row);
  const done = planning?.done.filter(({ phase }) => phase < 4);
  const back =
    planning === null || done === undefined || done.length === planning.done.length
      ? {}
      : { planning: JSON.stringify({ ...planning, done }), stage: stageOf({ ...planning, done }) };
  if (row.status === 'running') return back;
  const isDrafting = row.status === 'drafting' && !isRunnable;
  return { ...back, status: isDrafting ? 'drafting' : 'draft' };
}
