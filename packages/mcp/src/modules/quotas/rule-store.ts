import {
  everySubject,
  MosaicError,
  type Quota,
  QuotaKind,
  QuotaScope,
  quotaId,
} from '@mosaic/contract';
import type { Kysely, Selectable } from 'kysely';
import { toInstant } from '../../pipeline/clock.ts';
import type { QuotaFacts } from '../../quota-facts.ts';
import type { Reader } from '../../store/store.ts';
import { kinds, periodOf, resetOf } from './kinds.ts';
import type { QuotaRuleRow, QuotaTables } from './tables.ts';

/** What an id names; `not_found` when it names nothing that could be a quota. */
function parseQuotaId(id: string) {
  const first = id.indexOf(':');
  const last = id.lastIndexOf(':');
  const scope = QuotaScope.safeParse(id.slice(0, first));
  const kind = QuotaKind.safeParse(id.slice(last + 1));
  if (!scope.success || !kind.success || last <= first) throw noSuchQuota(id);
  return { scope: scope.data, subject: id.slice(first + 1, last), kind: kind.data };
}

export async function findRule(
  store: Reader,
  tenant: string,
  id: string,
): Promise<Selectable<QuotaRuleRow>> {
  const { scope, subject, kind } = parseQuotaId(id);
  const quotas: Kysely<QuotaTables> = store;
  const row = await quotas
    .selectFrom('quota_rule')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('kind', '=', kind)
    .where('scope', '=', scope)
    .where('subject', '=', subject)
    .executeTakeFirst();
  if (!row) throw noSuchQuota(id);
  return row;
}

/** Who uses most of what a rule bounds, most first. */
export async function heaviest(
  store: Reader,
  { tenant, kind, scope, subject }: Selectable<QuotaRuleRow>,
  now: number,
  limit: number,
  facts: readonly QuotaFacts[],
): Promise<{ subject: string; used: number }[]> {
  if (kinds[kind].counting === 'rate') return [];
  const kept = facts.find((each) => each.kind === kind && each.scopes.includes(scope));
  if (kept?.useOf !== undefined) {
    const counts = await kept.count(store, { tenant, scope, since: 0 });
    return [...counts]
      .filter(([of, used]) => used > 0 && [everySubject, of].includes(subject))
      .map(([of, used]) => ({ subject: of, used }))
      .sort((a, b) => b.used - a.used)
      .slice(0, limit);
  }
  const quotas: Kysely<QuotaTables> = store;
  let query = quotas
    .selectFrom('quota_use')
    .select(['subject', 'used'])
    .where('tenant', '=', tenant)
    .where('kind', '=', kind)
    .where('scope', '=', scope)
    .where('period', '=', periodOf(kind, now))
    .where('used', '>', 0);
  if (subject !== everySubject) query = query.where('subject', '=', subject);
  const rows = await query.orderBy('used', 'desc').orderBy('subject').limit(limit).execute();
  return rows.map((row) => ({ subject: row.subject, used: Number(row.used) }));
}

export async function toQuota(
  store: Reader,
  row: Selectable<QuotaRuleRow>,
  now: number,
  facts: readonly QuotaFacts[],
): Promise<Quota> {
  const { scope, subject, kind } = row;
  const [most] = await heaviest(store, row, now, 1, facts);
  return {
    id: quotaId(scope, subject, kind),
    scope,
    subject,
    kind,
    limit: Number(row.limit_value),
    used: kinds[kind].counting === 'rate' ? null : (most?.used ?? 0),
    resetsAt: toInstant(resetOf(kind, now)),
    setBy: row.set_by,
    setAt: toInstant(Number(row.set_at)),
  };
}

function noSuchQuota(id: string): MosaicError {
  return new MosaicError('not_found', `There is no quota ${id}. List them with: mosaic quota list`);
}
