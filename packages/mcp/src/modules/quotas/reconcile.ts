import { operations, quotaId } from '@mosaic/contract';
import type { Kysely } from 'kysely';
import { type CommandContext, command, type Handler } from '../../pipeline/handler.ts';
import type { QuotaFacts } from '../../quota-facts.ts';
import { periodOf } from './kinds.ts';
import { differences } from './rules.ts';
import type { QuotaTables } from './tables.ts';
import { readUses, replaceUses } from './use-store.ts';

const nothing = { quotaId: null, subjects: 0, differences: [] };

/** Differences told at once. */
const toldMax = 100;

/**
 * `quota.reconcile`: proves that counts equal the facts, one scope and kind a round, in one
 * transaction, so that nothing changes between the two looks. A difference is a bug; it is
 * corrected and told.
 */
export function reconcileHandler(facts: () => readonly QuotaFacts[]): Handler {
  const reconcile = async (context: CommandContext) => {
    context.quiet();
    const store: Kysely<QuotaTables> = context.store;
    // What modules count themselves has no second count to differ from.
    const counted = facts().filter(({ useOf }) => useOf === undefined);
    if (counted.length === 0) return nothing;
    const rule = await store
      .selectFrom('quota_rule')
      .selectAll()
      .where(
        'kind',
        'in',
        counted.map(({ kind }) => kind),
      )
      .orderBy('checked_at')
      .limit(1)
      .executeTakeFirst();
    const source = counted.find(
      ({ kind, scopes }) => kind === rule?.kind && scopes.includes(rule.scope),
    );
    if (!rule || !source) return nothing;

    const { tenant, scope, kind } = rule;
    const now = context.clock.now();
    const period = periodOf(kind, now);
    const of = { tenant, scope, kind, period };
    const uses = await readUses(context.store, of);
    const there = await source.count(context.store, { tenant, scope, since: period });
    const found = differences(uses, there);
    if (found.length > 0) await replaceUses(context.store, of, there);
    context.measure('quotaDifferences', found.length);
    await store
      .updateTable('quota_rule')
      .set({ checked_at: now })
      .where('tenant', '=', tenant)
      .where('scope', '=', scope)
      .where('kind', '=', kind)
      .execute();
    return {
      quotaId: quotaId(scope, rule.subject, kind),
      subjects: there.size,
      differences: found.slice(0, toldMax),
    };
  };
  return command(operations.reconcileQuotas, reconcile, { isForAllTenants: true });
}
