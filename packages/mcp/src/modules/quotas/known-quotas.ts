import { everySubject, type QuotaKind } from '@mosaic/contract';
import type { Kysely } from 'kysely';
import type { Hints } from '../../pipeline/hints.ts';
import type { RateOf } from '../../pipeline/rate-limiter.ts';
import type { Reader } from '../../store/store.ts';
import { quotasTopic } from './rule-handlers.ts';
import type { QuotaTables } from './tables.ts';

/** How long rates are trusted without a hint, in milliseconds. */
const trustMs = 5_000;

export interface KnownQuotas {
  /** Calls per second, as they were read last; at most {@link trustMs} old once this is asked. */
  readonly rateOf: RateOf;
  /**
   * Tells whether a tenant has a quota of the kind at all: a guess that saves asking the store
   * with every command. One that was just set may be counted a moment late; reconciling finds it.
   */
  isSet(tenant: string, kind: QuotaKind): boolean;
  /** Reads them anew. A failure leaves what was known. */
  refresh(): Promise<void>;
}

/**
 * What quotas there are, in memory of this node.
 *
 * A rate bounds calls at one node; it is not shared, since counting calls in the store would cost
 * as much as the calls.
 */
export function createKnownQuotas(options: { reader: Reader; now: () => number }): KnownQuotas {
  let rates = new Map<string, number>();
  let set = new Set<string>();
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;
  let isAskedAgain = false;

  const read = async (): Promise<void> => {
    readAt = options.now();
    const quotas: Kysely<QuotaTables> = options.reader;
    const rows = await quotas.selectFrom('quota_rule').selectAll().execute();
    set = new Set(rows.map((row) => `${row.tenant} ${row.kind}`));
    rates = new Map(
      rows
        .filter(({ kind }) => kind === 'calls-per-second')
        .map((row) => [`${row.tenant} ${row.scope} ${row.subject}`, Number(row.limit_value)]),
    );
  };
  const refresh = (): Promise<void> => {
    // Whoever asks while a read is under way may know of what it no longer saw.
    isAskedAgain = reading !== null;
    reading ??= read()
      .catch(() => undefined)
      .then(() => {
        reading = null;
        return isAskedAgain ? refresh() : undefined;
      });
    return reading;
  };
  const lookAgain = () => {
    if (options.now() - readAt >= trustMs) void refresh();
  };
  return {
    refresh,
    isSet(tenant, kind) {
      lookAgain();
      return set.has(`${tenant} ${kind}`);
    },
    rateOf(tenant, scope, subject) {
      lookAgain();
      if (rates.size === 0) return null;
      const of = (name: string) => rates.get(`${tenant} ${scope} ${name}`);
      return of(subject) ?? of(everySubject) ?? null;
    },
  };
}

/** Reads them anew whenever they changed; returns how to stop. */
export function followQuotas(hints: Pick<Hints, 'listen'>, quotas: KnownQuotas): () => void {
  return hints.listen(quotasTopic, () => void quotas.refresh());
}
