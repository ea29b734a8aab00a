import {
  everySubject,
  limits,
  MosaicError,
  operations,
  type QuotaKind,
  type QuotaScope,
  quotaId,
} from '@mosaic/contract';
import type { Kysely } from 'kysely';
import { cutPage, decodeCursor } from '../../pipeline/cursor.ts';
import { type CommandContext, command, type Handler, query } from '../../pipeline/handler.ts';
import type { QuotaFacts } from '../../quota-facts.ts';
import { kinds, periodOf } from './kinds.ts';
import { findRule, heaviest, toQuota } from './rule-store.ts';
import type { QuotaTables } from './tables.ts';
import { dropUses, replaceUses } from './use-store.ts';

/** Topic of hints that quotas changed. */
export const quotasTopic = 'quotas';

/** Subjects shown as the heaviest users. */
const heaviestShown = 20;

/** Listing, setting and removing quotas. */
export function ruleHandlers(facts: () => readonly QuotaFacts[]): readonly Handler[] {
  return [
    query(operations.listQuotas, async (context, { scope, kind, limit, cursor }) => {
      const store: Kysely<QuotaTables> = context.store;
      const offset = decodeCursor(cursor) ?? 0;
      let select = store
        .selectFrom('quota_rule')
        .selectAll()
        .where('tenant', '=', context.principal.tenant);
      if (scope) select = select.where('scope', '=', scope);
      if (kind) select = select.where('kind', '=', kind);
      const rows = await select
        .orderBy('kind')
        .orderBy('scope')
        .orderBy('subject')
        .offset(offset)
        .limit(limit + 1)
        .execute();
      const now = context.clock.now();
      const quotas = await Promise.all(
        rows.map((row) => toQuota(context.store, row, now, facts())),
      );
      return cutPage(
        quotas,
        limit,
        () => offset + limit,
        (quota) => quota,
      );
    }),

    query(operations.showQuota, async ({ store, principal, clock }, { quotaId: id }) => {
      const row = await findRule(store, principal.tenant, id);
      const now = clock.now();
      const shown = await heaviest(store, row, now, heaviestShown, facts());
      return { ...(await toQuota(store, row, now, facts())), heaviest: shown };
    }),

    command(operations.setQuota, async (context, { scope, subject, kind, limit }) => {
      const { tenant } = context.principal;
      // A tenant sets quotas for itself only: whatever it calls itself, it is the one there is.
      const bounded = scope === 'tenant' ? everySubject : subject;
      const id = quotaId(scope, bounded, kind);
      context.target(id);
      if ((await countRules(context, { scope, kind })) === 0) {
        await countFacts(context, facts(), { scope, kind });
      }
      if ((await countRules(context, { scope, kind, subject: bounded })) === 0) {
        await requireRoom(context);
      }
      const now = context.clock.now();
      const rule = { limit_value: limit, set_by: context.principal.name, set_at: now };
      const store: Kysely<QuotaTables> = context.store;
      await store
        .insertInto('quota_rule')
        .values({ tenant, scope, subject: bounded, kind, checked_at: now, ...rule })
        .onConflict((conflict) =>
          conflict.columns(['tenant', 'kind', 'scope', 'subject']).doUpdateSet(rule),
        )
        .execute();
      await handOver(context, facts(), { scope, subject: bounded, kind, limit });
      context.hint(quotasTopic);
      const row = await findRule(context.store, tenant, id);
      return toQuota(context.store, row, now, facts());
    }),

    command(operations.removeQuota, async (context, { quotaId: id }) => {
      context.target(id);
      const { tenant, scope, kind, subject } = await findRule(
        context.store,
        context.principal.tenant,
        id,
      );
      const store: Kysely<QuotaTables> = context.store;
      await store
        .deleteFrom('quota_rule')
        .where('tenant', '=', tenant)
        .where('kind', '=', kind)
        .where('scope', '=', scope)
        .where('subject', '=', subject)
        .execute();
      if ((await countRules(context, { scope, kind })) === 0) {
        await dropUses(context.store, { tenant, kind, scope });
      }
      await handOver(context, facts(), { scope, subject, kind, limit: null });
      context.hint(quotasTopic);
      return { quotaId: id, isRemoved: true };
    }),
  ];
}

/** Modules that bound a use themselves are told the limit. */
async function handOver(
  context: CommandContext,
  facts: readonly QuotaFacts[],
  { kind, ...of }: { kind: QuotaKind; scope: QuotaScope; subject: string; limit: number | null },
): Promise<void> {
  const source = facts.find((each) => each.kind === kind && each.scopes.includes(of.scope));
  await source?.setLimit?.(context, of);
}

async function countRules(
  context: CommandContext,
  of: { scope?: QuotaScope; kind?: QuotaKind; subject?: string },
): Promise<number> {
  const store: Kysely<QuotaTables> = context.store;
  let select = store
    .selectFrom('quota_rule')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('tenant', '=', context.principal.tenant);
  if (of.scope) select = select.where('scope', '=', of.scope);
  if (of.kind) select = select.where('kind', '=', of.kind);
  if (of.subject) select = select.where('subject', '=', of.subject);
  return Number((await select.executeTakeFirst())?.count ?? 0);
}

async function requireRoom(context: CommandContext): Promise<void> {
  if ((await countRules(context, {})) < limits.quotasMax) return;
  throw new MosaicError(
    'too_large',
    `There are ${limits.quotasMax} quotas already. Remove some, or use * for each of a scope.`,
  );
}

/** From now on uses of this scope and kind are counted: what is used already is the beginning. */
async function countFacts(
  { store, principal, clock }: CommandContext,
  known: readonly QuotaFacts[],
  { scope, kind }: { scope: QuotaScope; kind: QuotaKind },
): Promise<void> {
  if (kinds[kind].counting === 'rate') {
    if (scope !== 'project') return;
    throw notCounted(scope, kind, ['tenant', 'principal', 'agent']);
  }
  const source = known.find((facts) => facts.kind === kind && facts.scopes.includes(scope));
  if (source === undefined) {
    throw notCounted(
      scope,
      kind,
      known.flatMap((facts) => (facts.kind === kind ? facts.scopes : [])),
    );
  }
  if (source.useOf !== undefined) return;
  const { tenant } = principal;
  const period = periodOf(kind, clock.now());
  const counted = await source.count(store, { tenant, scope, since: period });
  await replaceUses(store, { tenant, kind, scope, period }, counted);
}

function notCounted(
  scope: QuotaScope,
  kind: QuotaKind,
  possible: readonly QuotaScope[],
): MosaicError {
  const advice =
    possible.length === 0
      ? 'This hub does not count that use.'
      : `It is counted by ${possible.join(', ')}.`;
  return new MosaicError(
    'precondition_failed',
    `A quota of ${kind} cannot be set for scope ${scope}. ${advice}`,
    { details: { scope, kind, scopes: possible } },
  );
}
