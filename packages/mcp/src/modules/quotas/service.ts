import { operations } from '@mosaic/contract';
import { moduleDuty } from '../../cluster/duty.ts';
import type { Module } from '../../module.ts';
import type { QuotaFacts } from '../../quota-facts.ts';
import { chargeHandlers } from './charge-handlers.ts';
import { reconcileHandler } from './reconcile.ts';
import { ruleHandlers } from './rule-handlers.ts';
import { quotaMigrations } from './tables.ts';

/** Pause between two comparisons of counts with facts, in milliseconds. */
const reconcileEveryMs = 30_000;

/** Quotas over what the other modules count; `modules` is asked once the hub is put together. */
export function quotasModule(modules: () => readonly Module[]): Module {
  let known: readonly QuotaFacts[] | undefined;
  const facts = () => {
    known ??= modules().flatMap(({ quotaFacts = [] }) => quotaFacts);
    return known;
  };
  return {
    name: 'quotas',
    migrations: quotaMigrations,
    handlers: [...ruleHandlers(facts), ...chargeHandlers(facts), reconcileHandler(facts)],
    duties: [moduleDuty(operations.reconcileQuotas, reconcileEveryMs, {})],
  };
}
