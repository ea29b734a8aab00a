import type { QuotaKind, QuotaScope } from '@mosaic/contract';
import type { Writer } from './store/store.ts';

/** What a module knows of the uses it charges: the rows that are there. */
export interface QuotaFacts {
  readonly kind: QuotaKind;
  /** Scopes by which the rows can be told apart; quotas of others are refused. */
  readonly scopes: readonly QuotaScope[];
  /**
   * Counts the rows of a tenant by the subject of the scope; of today only, from `since` on, for
   * kinds that count by day. Must agree with what the module took and gave.
   */
  count(
    store: Writer,
    of: { tenant: string; scope: QuotaScope; since: number },
  ): Promise<ReadonlyMap<string, number>>;
}
