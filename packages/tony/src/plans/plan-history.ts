import type { PlanChange } from '@mosaic/contract';
import { type CommandContext, toInstant } from '@mosaic/mcp';
import type { DocumentPatch } from './document-patch.ts';
import { planLimits } from './limits.ts';
import type { TwoWays } from './list-patch.ts';
import type { PlanReader, PlanScope } from './plan-store.ts';
import type { PlanChangeRow } from './tables.ts';

/** A change that can be taken back, or made again. */
export interface HistoryStep {
  readonly seq: number;
  readonly summary: string;
  readonly patch: DocumentPatch;
}

/** What becomes of the history with a new version. */
export type HistoryMove =
  | { readonly kind: 'add'; readonly summary: string; readonly patch: TwoWays<DocumentPatch> }
  | { readonly kind: 'undo' | 'redo'; readonly seq: number };

/** The newest change that stands; null when there is none. */
export async function stepToUndo(scope: PlanScope, planId: string): Promise<HistoryStep | null> {
  const row = await changesOf(scope, planId, 0)
    .select(['seq', 'summary', 'backward'])
    .orderBy('seq', 'desc')
    .executeTakeFirst();
  return row ? { seq: row.seq, summary: row.summary, patch: JSON.parse(row.backward) } : null;
}

/** The oldest change that was taken back; null when there is none. */
export async function stepToRedo(scope: PlanScope, planId: string): Promise<HistoryStep | null> {
  const row = await changesOf(scope, planId, 1)
    .select(['seq', 'summary', 'forward'])
    .orderBy('seq')
    .executeTakeFirst();
  return row ? { seq: row.seq, summary: row.summary, patch: JSON.parse(row.forward) } : null;
}

type ListedChange = Pick<PlanChangeRow, 'seq' | 'summary' | 'actor' | 'at' | 'is_undone'>;

/** Changes newest first, one more than the limit; without what they changed. */
export function listChanges(
  { store, principal }: PlanScope,
  planId: string,
  { before, limit }: { before: number | null; limit: number },
): Promise<ListedChange[]> {
  const plans: PlanReader = store;
  let select = plans
    .selectFrom('plan_change')
    .select(['seq', 'summary', 'actor', 'at', 'is_undone'])
    .where('tenant', '=', principal.tenant)
    .where('plan_id', '=', planId);
  if (before !== null) select = select.where('seq', '<', before);
  return select
    .orderBy('seq', 'desc')
    .limit(limit + 1)
    .execute();
}

export function toChange({ seq, summary, actor, at, is_undone }: ListedChange): PlanChange {
  return { seq, summary, actor, at: toInstant(at), isUndone: is_undone === 1 };
}

/** Writes the history of a new version; what was taken back before a new change is gone. */
export async function moveHistory(
  context: CommandContext,
  planId: string,
  move: HistoryMove,
): Promise<{ undo_count: number; redo_count: number }> {
  const store: PlanReader = context.store;
  if (move.kind === 'add') {
    await store
      .deleteFrom('plan_change')
      .where('plan_id', '=', planId)
      .where('is_undone', '=', 1)
      .execute();
    await addChange(context, planId, move);
  } else {
    await store
      .updateTable('plan_change')
      .set({ is_undone: move.kind === 'undo' ? 1 : 0 })
      .where('plan_id', '=', planId)
      .where('seq', '=', move.seq)
      .execute();
  }
  const rows = await store
    .selectFrom('plan_change')
    .select(['seq', 'chars', 'is_undone'])
    .where('plan_id', '=', planId)
    .orderBy('seq', 'desc')
    .execute();
  const kept = await prune(store, planId, rows);
  return {
    undo_count: kept.filter(({ is_undone }) => is_undone === 0).length,
    redo_count: kept.filter(({ is_undone }) => is_undone === 1).length,
  };
}

async function addChange(
  context: CommandContext,
  planId: string,
  { summary, patch }: Extract<HistoryMove, { kind: 'add' }>,
): Promise<void> {
  const store: PlanReader = context.store;
  const last = await store
    .selectFrom('plan_change')
    .select('seq')
    .where('plan_id', '=', planId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const forward = JSON.stringify(patch.forward);
  const backward = JSON.stringify(patch.backward);
  await store
    .insertInto('plan_change')
    .values({
      tenant: context.principal.tenant,
      plan_id: planId,
      seq: (last?.seq ?? 0) + 1,
      summary,
      actor: context.principal.name,
      at: context.clock.now(),
      forward,
      backward,
      chars: forward.length + backward.length,
      is_undone: 0,
    })
    .execute();
}

interface Size {
  readonly seq: number;
  readonly chars: number;
  readonly is_undone: number;
}

/** Keeps the newest changes, by number and by size. */
async function prune(store: PlanReader, planId: string, newestFirst: Size[]): Promise<Size[]> {
  let chars = 0;
  const kept = newestFirst.filter(({ chars: more }, at) => {
    chars += more;
    return at < planLimits.changesMax && chars <= planLimits.changeCharsMax;
  });
  const oldest = kept.at(-1);
  if (kept.length < newestFirst.length) {
    let gone = store.deleteFrom('plan_change').where('plan_id', '=', planId);
    if (oldest) gone = gone.where('seq', '<', oldest.seq);
    await gone.execute();
  }
  return kept;
}

function changesOf({ store, principal }: PlanScope, planId: string, isUndone: 0 | 1) {
  const plans: PlanReader = store;
  return plans
    .selectFrom('plan_change')
    .where('tenant', '=', principal.tenant)
    .where('plan_id', '=', planId)
    .where('is_undone', '=', isUndone);
}
