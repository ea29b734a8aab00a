import { MosaicError } from '@mosaic/contract';
import type { CommandContext } from '../../pipeline/handler.ts';
import { sizedStatement } from '../../store/sized-statement.ts';
import { statement } from '../../store/statement.ts';
import { agreeOnCapacities } from './capacities.ts';
import { endLapsed } from './end-lapsed.ts';
import { lockLimits } from './limits.ts';
import { type LockBook, openBook } from './lock-book.ts';
import { ownerKeyOf } from './owner.ts';
import { fits, selectAhead } from './promote.ts';
import { refuseDeadlock } from './refuse-deadlock.ts';
import { type AcquireInput, insertShares, shareParameters, toHold } from './shares.ts';
import type { ShareRow } from './tables.ts';

const selectOtherShare = statement<{ is_waiting: number }>(
  'lock other share',
  `select max(is_waiting) as is_waiting from lock_share
  where tenant = $1 and owner_key = $2 and hold_id <> $3 and expires_at >= $4
  having count(*) > 0`,
);

const selectBehind = sizedStatement<{ hold_id: string }>(
  'lock behind',
  3,
  (ids) => `select hold_id from lock_share
    where tenant = $1 and is_waiting = 1 and priority < $2 and expires_at >= $3
      and lock_id in (${ids})
    limit 1`,
);

/** A ticket nobody knows yet: takes the locks, or enters their queues, or with `waitMs` 0 neither. */
export async function begin(context: CommandContext, ticket: string, input: AcquireInput) {
  const { store, clock, principal } = context;
  const { tenant } = principal;
  const now = clock.now();
  const ownerKey = await ownerKeyOf(context, input.owner);
  const lockIds = input.locks.map(({ lockId }) => lockId);
  const book = await openBook(store, tenant, lockIds);
  const isBusy = (id: string) => book.line(id).inUse > 0 || book.line(id).waiting > 0;
  if (lockIds.some(isBusy)) await endLapsed(context, book, tenant, lockIds);
  agreeOnCapacities(book, input.locks);
  const isFree =
    input.locks.every(({ lockId, count }) => fits(book, lockId, count)) &&
    !(await isSomebodyAhead(context, book, lockIds, input.priority));
  if (!isFree && input.waitMs === 0) {
    context.quiet();
    await book.flush();
    return { ticket, hold: null, isWaiting: false };
  }
  const isOvertaking = lockIds.some((id) => book.line(id).waiting > 0);
  const seq = book.next();
  const rows = input.locks.map(
    ({ lockId, count }): ShareRow => ({
      tenant,
      hold_id: ticket,
      lock_id: lockId,
      count,
      is_waiting: isFree ? 0 : 1,
      owner: input.owner,
      owner_key: ownerKey,
      principal: principal.name,
      priority: input.priority,
      seq,
      fencing_token: isFree ? seq : 0,
      ttl_ms: input.ttlMs,
      since: now,
      expires_at: now + (isFree ? input.ttlMs : input.waitMs + lockLimits.placeKeptMs),
    }),
  );
  count(book, rows);
  await Promise.all([insertShares.all(store, [], rows.map(shareParameters)), book.flush()]);
  if (await mayCloseCircle(context, rows, { isOvertaking })) {
    await refuseDeadlock(store, { tenant, ownerKey, now });
  }
  return { ticket, hold: isFree ? toHold(rows) : null, isWaiting: !isFree };
}

/** Units, or places in the queues; both are bounded. */
function count(book: LockBook, rows: readonly ShareRow[]): void {
  for (const { lock_id, count, is_waiting } of rows) {
    const line = book.line(lock_id);
    if (is_waiting === 0) line.inUse += count;
    else line.waiting += 1;
    if (line.waiting > lockLimits.waitersMax) {
      throw queueFull(`${lockLimits.waitersMax} owners already wait for ${lock_id}`);
    }
  }
  book.shares += rows.length;
  if (book.shares > lockLimits.sharesMax) {
    throw queueFull(`${lockLimits.sharesMax} locks are already held or waited for`);
  }
}

function queueFull(what: string): MosaicError {
  return new MosaicError('conflict', `${what}. Try again later.`, {
    details: { reason: 'queue_full' },
  });
}

async function isSomebodyAhead(
  { store, clock, principal }: CommandContext,
  book: LockBook,
  lockIds: readonly string[],
  priority: number,
): Promise<boolean> {
  const queued = lockIds.filter((id) => book.line(id).waiting > 0);
  const last = Number.MAX_SAFE_INTEGER;
  const fixed = [principal.tenant, priority, last, clock.now()];
  return (await selectAhead.all(store, fixed, queued)).length > 0;
}

/**
 * A circle needs somebody who waits for this owner: because the owner has something else already,
 * or because the new share goes before others. Where neither is so, no search is needed.
 */
async function mayCloseCircle(
  { store, clock }: CommandContext,
  rows: readonly ShareRow[],
  { isOvertaking }: { isOvertaking: boolean },
): Promise<boolean> {
  const [row] = rows;
  if (!row) return false;
  const now = clock.now();
  const { tenant, owner_key, hold_id, is_waiting, priority } = row;
  if (is_waiting === 0 && !isOvertaking) return false;
  const [other] = await selectOtherShare.all(store, [tenant, owner_key, hold_id, now]);
  if (is_waiting === 0) return other?.is_waiting === 1;
  if (other) return true;
  if (priority === 0) return false;
  const lockIds = rows.map(({ lock_id }) => lock_id);
  return (await selectBehind.all(store, [tenant, priority, now], lockIds)).length > 0;
}
