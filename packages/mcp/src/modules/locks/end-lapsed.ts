import type { CommandContext } from '../../pipeline/handler.ts';
import { sizedStatement } from '../../store/sized-statement.ts';
import { statement } from '../../store/statement.ts';
import { type Ending, endHolds } from './end-holds.ts';
import { type LockBook, openBook } from './lock-book.ts';
import { promoteWaiters } from './promote.ts';
import type { ShareRow } from './tables.ts';

/** Every share of the holds and tickets that lapsed on some locks. */
const selectLapsed = sizedStatement<ShareRow>(
  'lock lapsed',
  2,
  (ids) => `select * from lock_share
    where tenant = $1 and hold_id in (
      select hold_id from lock_share
      where tenant = $1 and expires_at < $2 and lock_id in (${ids})
    )`,
);

/** Every share of what lapsed longest ago, of all tenants. */
const selectLongestLapsed = statement<ShareRow>(
  'lock longest lapsed',
  `select share.* from lock_share as share
  join (
    select distinct tenant, hold_id from (
      select tenant, hold_id from lock_share
      where expires_at < $1 order by expires_at limit $2
    ) as due
  ) as over on over.tenant = share.tenant and over.hold_id = share.hold_id
  order by share.tenant, share.seq, share.lock_id`,
);

/** Takes these locks from owners that went silent, and gives them to those who wait. */
export async function endLapsed(
  context: CommandContext,
  book: LockBook,
  tenant: string,
  lockIds: readonly string[],
): Promise<void> {
  const rows = await selectLapsed.all(context.store, [tenant, context.clock.now()], lockIds);
  if (rows.length > 0) await endAndPromote(context, book, rows, 'lapsed');
}

/** Takes all locks from owners that went silent; returns how many holds and places ended. */
export async function endAllLapsed(context: CommandContext, sharesMax: number): Promise<number> {
  const rows = await selectLongestLapsed.all(context.store, [context.clock.now(), sharesMax]);
  const byTenant = Map.groupBy(rows, ({ tenant }) => tenant);
  for (const [tenant, theirs] of byTenant) {
    const book = await openBook(
      context.store,
      tenant,
      theirs.map(({ lock_id }) => lock_id),
    );
    await endAndPromote(context, book, theirs, 'lapsed');
    await book.flush();
  }
  return new Set(rows.map(({ tenant, hold_id }) => `${tenant}/${hold_id}`)).size;
}

/** Ends holds and tickets of one tenant and gives what they had to those who wait. */
export async function endAndPromote(
  context: CommandContext,
  book: LockBook,
  rows: readonly ShareRow[],
  ending: Ending,
  { areRemoved = false }: { areRemoved?: boolean } = {},
): Promise<void> {
  const at = context.clock.now();
  await endHolds(context.store, book, rows, { ending, at, areRemoved });
  if (ending !== 'released') tellEnded(context, rows, ending);
  const [{ tenant } = { tenant: '' }] = rows;
  await promoteWaiters(
    context,
    book,
    tenant,
    rows.map(({ lock_id }) => lock_id),
  );
}

/** An event for each hold that did not end by its owner's will; places in queues are no news. */
function tellEnded(
  context: CommandContext,
  rows: readonly ShareRow[],
  ending: 'lapsed' | 'broken',
): void {
  const held = rows.filter(({ is_waiting }) => is_waiting === 0);
  for (const [holdId, shares] of Map.groupBy(held, ({ hold_id }) => hold_id)) {
    context.emit({
      type: ending === 'lapsed' ? 'lock.expired' : 'lock.broken',
      data: {
        holdId,
        owner: shares[0]?.owner ?? '',
        locks: shares.map(({ lock_id }) => lock_id),
      },
    });
  }
}
