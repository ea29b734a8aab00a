import type { QuotaKind, QuotaScope } from '@mosaic/contract';
import type { Kysely } from 'kysely';
import { statement } from '../../store/statement.ts';
import type { Reader, Writer } from '../../store/store.ts';
import type { Charged, Rule, Use } from './rules.ts';
import type { QuotaTables } from './tables.ts';

interface BoundRow {
  scope: QuotaScope;
  subject: string;
  limit_value: number;
  used_by: string | null;
  used: number | null;
  period: number | null;
}

/** The quotas of a kind with what the charged subjects use of it: one look for every use. */
const boundOf = statement<BoundRow>(
  'quota.bound',
  `select r.scope, r.subject, r.limit_value, u.subject as used_by, u.used, u.period
   from quota_rule r left join quota_use u
     on u.tenant = r.tenant and u.kind = r.kind and u.scope = r.scope
     and u.subject in ($3, $4, $5, $6)
   where r.tenant = $1 and r.kind = $2`,
);

/** Scopes in the order the statement takes their subjects. */
const scopes = ['tenant', 'principal', 'agent', 'project'] as const;

export async function readBounds(
  store: Writer,
  of: { tenant: string; kind: QuotaKind; charged: Charged; period: number },
): Promise<{ rules: Rule[]; uses: Use[] }> {
  const subjects = scopes.map((scope) => of.charged.get(scope) ?? '');
  const rows = await boundOf.all(store, [of.tenant, of.kind, ...subjects]);
  const rules = new Map<string, Rule>();
  const uses = new Map<QuotaScope, Use>();
  for (const { scope, subject, ...row } of rows) {
    rules.set(`${scope}:${subject}`, { scope, subject, limit: Number(row.limit_value) });
    // Another scope may have a subject of the same name.
    if (row.used_by === null || row.used_by !== of.charged.get(scope)) continue;
    // What was used in an earlier period is free again.
    const used = Number(row.period) === of.period ? Number(row.used) : 0;
    uses.set(scope, { scope, subject: row.used_by, used });
  }
  return { rules: [...rules.values()], uses: [...uses.values()] };
}

/** Writes counts as they are now. */
export async function writeUses(
  store: Writer,
  of: { tenant: string; kind: QuotaKind; period: number },
  counts: readonly Use[],
): Promise<void> {
  if (counts.length === 0) return;
  const quotas: Kysely<QuotaTables> = store;
  await quotas
    .insertInto('quota_use')
    .values(counts.map((count) => ({ ...count, ...of })))
    .onConflict((conflict) =>
      conflict.columns(['tenant', 'kind', 'scope', 'subject']).doUpdateSet((eb) => ({
        used: eb.ref('excluded.used'),
        period: eb.ref('excluded.period'),
      })),
    )
    .execute();
}

/** Counts of every subject of a scope. */
export async function readUses(
  store: Reader,
  of: { tenant: string; kind: QuotaKind; scope: QuotaScope; period: number },
): Promise<Map<string, number>> {
  const quotas: Kysely<QuotaTables> = store;
  const rows = await quotas
    .selectFrom('quota_use')
    .select(['subject', 'used'])
    .where('tenant', '=', of.tenant)
    .where('kind', '=', of.kind)
    .where('scope', '=', of.scope)
    .where('period', '=', of.period)
    .where('used', '>', 0)
    .execute();
  return new Map(rows.map(({ subject, used }) => [subject, Number(used)]));
}

/** Subjects written in one statement. */
const chunkSize = 500;

/** Puts the facts in place of whatever was counted. */
export async function replaceUses(
  store: Writer,
  of: { tenant: string; kind: QuotaKind; scope: QuotaScope; period: number },
  facts: ReadonlyMap<string, number>,
): Promise<void> {
  await dropUses(store, of);
  const counts = [...facts].map(([subject, used]) => ({ scope: of.scope, subject, used }));
  const { tenant, kind, period } = of;
  for (let from = 0; from < counts.length; from += chunkSize) {
    await writeUses(store, { tenant, kind, period }, counts.slice(from, from + chunkSize));
  }
}

/** Forgets what was counted: nothing bounds it any more. */
export async function dropUses(
  store: Writer,
  of: { tenant: string; kind: QuotaKind; scope: QuotaScope },
): Promise<void> {
  const quotas: Kysely<QuotaTables> = store;
  await quotas
    .deleteFrom('quota_use')
    .where('tenant', '=', of.tenant)
    .where('kind', '=', of.kind)
    .where('scope', '=', of.scope)
    .execute();
}
