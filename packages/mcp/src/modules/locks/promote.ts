import type { CommandContext } from '../../pipeline/handler.ts';
import { sizedStatement } from '../../store/sized-statement.ts';
import { endHolds } from './end-holds.ts';
import { lockLimits } from './limits.ts';
import type { LockBook } from './lock-book.ts';
import { giveHold, isOver, selectNext } from './shares.ts';
import type { ShareRow } from './tables.ts';

/** Topic of hints that a ticket's turn has come. */
export function turnTopic(tenant: string, ticket: string): string {
  return `lock:${tenant}/${ticket}`;
}

/** Somebody waits for one of these locks, still, and goes first. */
export const selectAhead = sizedStatement<{ hold_id: string }>(
  'lock ahead',
  4,
  (ids) => `select hold_id from lock_share
    where tenant = $1 and is_waiting = 1 and (priority > $2 or (priority = $2 and seq < $3))
      and expires_at >= $4 and lock_id in (${ids})
    limit 1`,
);

/**
 * Gives free locks to those whose turn it is.
 *
 * Only the first of each queue is looked at: nobody overtakes. A ticket for several locks that
 * leaves its queues can free the way in each of them, so these are looked at too.
 */
export async function promoteWaiters(
  context: CommandContext,
  book: LockBook,
  tenant: string,
  lockIds: Iterable<string>,
): Promise<void> {
  const now = context.clock.now();
  const toLookAt = new Set(lockIds);
  for (const lockId of toLookAt) {
    for (;;) {
      const next = await nextOf(context, book, tenant, lockId);
      if (next === null) break;
      const isGone = next.some((row) => isOver(row, now));
      if (isGone) await endHolds(context.store, book, next, { ending: 'lapsed', at: now });
      else if (await isTheirTurn(context, book, next)) give(context, book, next);
      else break;
      for (const row of next) {
        if (row.lock_id === lockId) continue;
        // Set again so that the loop, which visits each in the order it was set, comes to it later.
        toLookAt.delete(row.lock_id);
        toLookAt.add(row.lock_id);
      }
    }
  }
}

/** The first in the queue of a lock with free units. */
async function nextOf(
  { store }: CommandContext,
  book: LockBook,
  tenant: string,
  lockId: string,
): Promise<readonly ShareRow[] | null> {
  await book.load([lockId]);
  const line = book.line(lockId);
  if (line.waiting === 0 || line.inUse >= line.capacity) return null;
  const rows = await selectNext.all(store, [tenant, lockId]);
  return rows.length === 0 ? null : rows;
}

async function isTheirTurn(
  { store, clock }: CommandContext,
  book: LockBook,
  rows: readonly ShareRow[],
): Promise<boolean> {
  const lockIds = rows.map(({ lock_id }) => lock_id);
  await book.load(lockIds);
  const [row] = rows;
  if (!row || !rows.every((share) => fits(book, share.lock_id, share.count))) return false;
  if (rows.length === 1) return true;
  const { tenant, priority, seq } = row;
  const ahead = await selectAhead.all(store, [tenant, priority, seq, clock.now()], lockIds);
  return ahead.length === 0;
}

/** True when so many units of a lock are free. */
export function fits(book: LockBook, lockId: string, count: number): boolean {
  const { capacity, inUse } = book.line(lockId);
  return inUse + count <= capacity;
}

/** The hold lives only a short time until its owner asks for it: perhaps nobody is there any more. */
function give(
  { store, clock, hint }: CommandContext,
  book: LockBook,
  rows: readonly ShareRow[],
): void {
  const [row] = rows;
  if (!row) return;
  const now = clock.now();
  for (const { lock_id, count } of rows) {
    const line = book.line(lock_id);
    line.waiting -= 1;
    line.inUse += count;
  }
  const until = now + Math.min(row.ttl_ms, lockLimits.pickUpMs);
  book.add(giveHold.all(store, [row.tenant, row.hold_id, book.next(), now, until]));
  hint(turnTopic(row.tenant, row.hold_id));
}
