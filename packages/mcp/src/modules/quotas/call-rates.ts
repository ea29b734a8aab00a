import { everySubject } from '@mosaic/contract';
import type { Kysely } from 'kysely';
import type { Hints } from '../../pipeline/hints.ts';
import type { RateOf } from '../../pipeline/rate-limiter.ts';
import type { Reader } from '../../store/store.ts';
import { quotasTopic } from './rule-handlers.ts';
import type { QuotaTables } from './tables.ts';

/** How long rates are trusted without a hint, in milliseconds. */
const trustMs = 5_000;

export interface CallRates {
  /** What the quotas say, as they were read last; at most {@link trustMs} old once this is asked. */
  readonly rateOf: RateOf;
  /** Reads them anew. A failure leaves what was known. */
  refresh(): Promise<void>;
}

/**
 * The quotas of calls per second, in memory of this node.
 *
 * A rate bounds calls at one node; it is not shared, since counting calls in the store would cost
 * as much as the calls.
 */
export function createCallRates(options: { reader: Reader; now: () => number }): CallRates {
  let rates = new Map<string, number>();
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;
  let isAskedAgain = false;

  const read = async (): Promise<void> => {
    readAt = options.now();
    const quotas: Kysely<QuotaTables> = options.reader;
    const rows = await quotas
      .selectFrom('quota_rule')
      .selectAll()
      .where('kind', '=', 'calls-per-second')
      .execute();
    rates = new Map(
      rows.map((row) => [`${row.tenant} ${row.scope} ${row.subject}`, Number(row.limit_value)]),
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
  return {
    refresh,
    rateOf(tenant, scope, subject) {
      if (options.now() - readAt >= trustMs) void refresh();
      if (rates.size === 0) return null;
      const of = (name: string) => rates.get(`${tenant} ${scope} ${name}`);
      return of(subject) ?? of(everySubject) ?? null;
    },
  };
}

/** Reads rates anew whenever quotas changed; returns how to stop. */
export function followQuotas(hints: Pick<Hints, 'listen'>, rates: CallRates): () => void {
  return hints.listen(quotasTopic, () => void rates.refresh());
}
