import type { QuotaKind, QuotaScope } from '@mosaic/contract';
import { MosaicError, operations, quotaId } from '@mosaic/contract';
import { toInstant } from '../../pipeline/clock.ts';
import { type CommandContext, command, type Handler } from '../../pipeline/handler.ts';
import type { QuotaFacts } from '../../quota-facts.ts';
import { kinds, periodOf, resetOf } from './kinds.ts';
import { type Charged, charge, type Exceeded, ruleFor } from './rules.ts';
import { readBounds, writeUses } from './use-store.ts';

interface Charge {
  kind: QuotaKind;
  amount: number;
  principal?: string | undefined;
  agentId?: string | undefined;
  projectId?: string | undefined;
}

/** Taking and giving back, in the transaction of whoever stores what is counted. */
export const chargeHandlers = (facts: () => readonly QuotaFacts[]): readonly Handler[] => [
  command(operations.takeQuota, async (context, { required, isForced, ...taken }) => {
    context.quiet();
    const exceeded = await apply(context, taken, taken.amount, isForced);
    if (exceeded === null) return { isTaken: true, exceeded: null };
    if (required) throw refusal(exceeded, taken, context.clock.now());
    const { scope, subject } = exceeded.rule;
    return { isTaken: false, exceeded: quotaId(scope, subject, taken.kind) };
  }),

  command(operations.giveQuota, async (context, given) => {
    context.quiet();
    // What counts by period is used up, not held: it comes back with the next period.
    if (kinds[given.kind].counting === 'held') await apply(context, given, -given.amount);
    return {};
  }),

  command(operations.requireQuota, async (context, added) => {
    context.quiet();
    if (added.amount > 0) await requireKept(context, facts(), added);
    return {};
  }),
];

/** Looks at the counts the module itself keeps, which have the change in them already. */
async function requireKept(
  { store, principal, clock }: CommandContext,
  facts: readonly QuotaFacts[],
  added: Charge,
): Promise<void> {
  const { tenant } = principal;
  const { kind, amount } = added;
  const charged = chargedOf(tenant, added);
  const { rules } = await readBounds(store, { tenant, kind, charged, period: 0 });
  for (const [scope, subject] of charged) {
    const rule = ruleFor(rules, scope, subject);
    const source = facts.find((each) => each.kind === kind && each.scopes.includes(scope));
    if (rule === null || source?.useOf === undefined) continue;
    const used = await source.useOf(store, { tenant, scope, subject });
    if (used <= rule.limit) continue;
    const before = { scope, subject, used: Math.max(0, used - amount) };
    throw refusal({ rule, use: before }, added, clock.now());
  }
}

async function apply(
  { store, principal, clock }: CommandContext,
  { kind, ...subjects }: Charge,
  amount: number,
  isForced = false,
): Promise<Exceeded | null> {
  const { tenant } = principal;
  const charged = chargedOf(tenant, subjects);
  const of = { tenant, kind, period: periodOf(kind, clock.now()) };
  const { rules, uses } = await readBounds(store, { ...of, charged });
  if (rules.length === 0) return null;
  const outcome = charge(rules, uses, charged, amount, isForced);
  if ('exceeded' in outcome) return outcome.exceeded;
  await writeUses(store, of, outcome.counts);
  return null;
}

function chargedOf(tenant: string, subjects: Omit<Charge, 'kind' | 'amount'>): Charged {
  const charged = new Map<QuotaScope, string>([['tenant', tenant]]);
  if (subjects.principal !== undefined) charged.set('principal', subjects.principal);
  if (subjects.agentId !== undefined) charged.set('agent', subjects.agentId);
  if (subjects.projectId !== undefined) charged.set('project', subjects.projectId);
  return charged;
}

function refusal({ rule, use }: Exceeded, { kind, amount }: Charge, now: number): MosaicError {
  const { noun, frees } = kinds[kind];
  const id = quotaId(rule.scope, rule.subject, kind);
  const resetsAt = resetOf(kind, now);
  const asked = amount === 1 ? '' : ` ${amount} more were asked for.`;
  return new MosaicError(
    'quota_exceeded',
    `The quota ${id} is used up: ${use.scope} ${use.subject} has ${use.used} of ${rule.limit} ${noun}.${asked} It frees up ${frees}.`,
    {
      details: {
        quotaId: id,
        subject: use.subject,
        limit: rule.limit,
        used: use.used,
        requested: amount,
        resetsAt: toInstant(resetsAt),
        ...(resetsAt === null ? {} : { retryAfterMs: resetsAt - now }),
      },
    },
  );
}
