import type { QuotaKind, QuotaScope } from '@mosaic/contract';
import type { CommandContext } from './pipeline/handler.ts';
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
  /**
   * What one subject uses, from a count the module keeps in the same transaction. A module that has
   * it asks with `quota.require` after each change and takes and gives nothing.
   */
  useOf?(
    store: Writer,
    of: { tenant: string; scope: QuotaScope; subject: string },
  ): Promise<number>;
  /**
   * Hands the limit to a module that bounds the use itself, by waiting rather than refusing; null
   * takes it away. Such a module need not ask with `quota.require`.
   */
  setLimit?(
    context: CommandContext,
    of: { scope: QuotaScope; subject: string; limit: number | null },
  ): Promise<void>;
}
