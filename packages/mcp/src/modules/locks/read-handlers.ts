import { type LockHolder, type LockWaiter, MosaicError, operations } from '@mosaic/contract';
import { toInstant } from '../../pipeline/clock.ts';
import { type Handler, query } from '../../pipeline/handler.ts';
import { statement } from '../../store/statement.ts';
import { lockLimits } from './limits.ts';
import type { ShareRow } from './tables.ts';

interface LineRow {
  lock_id: string;
  capacity: number;
  in_use: number;
  waiting: number;
}

const selectPage = statement<LineRow>(
  'lock page',
  `select lock_id, capacity, in_use, waiting from lock_line
  where tenant = $1 and lock_id > $2 order by lock_id limit $3`,
);

const selectLine = statement<LineRow>(
  'lock line',
  `select lock_id, capacity, in_use, waiting from lock_line
  where tenant = $1 and lock_id = $2`,
);

const selectShares = statement<ShareRow>(
  'lock shares of',
  `select * from lock_share
  where tenant = $1 and lock_id = $2 and is_waiting = $3 and expires_at >= $4
  order by priority desc, seq limit $5`,
);

const selectByToken = statement<ShareRow>(
  'lock by token',
  `select * from lock_share
  where tenant = $1 and lock_id = $2 and is_waiting = 0 and fencing_token = $3
    and expires_at >= $4`,
);

/** Who holds what, and who waits. */
export const readHandlers: readonly Handler[] = [
  query(operations.checkLock, async ({ store, principal, clock }, { lockId, fencingToken }) => {
    const place = [principal.tenant, lockId, fencingToken, clock.now()];
    const [row] = await selectByToken.all(store, place);
    return { isValid: row !== undefined, holder: row ? toHolder(row) : null };
  }),

  query(operations.listLocks, async ({ store, principal }, { limit, cursor }) => {
    const after = decodeCursor(cursor);
    const rows = await selectPage.all(store, [principal.tenant, after, limit + 1]);
    const shown = rows.slice(0, limit);
    const last = shown.at(-1)?.lock_id ?? '';
    return {
      items: shown.map(toLock),
      nextCursor: rows.length > limit ? Buffer.from(last).toString('base64url') : null,
    };
  }),

  query(operations.showLock, async ({ store, principal, clock }, { lockId }) => {
    const { tenant } = principal;
    const sharesOf = (isWaiting: 0 | 1) =>
      selectShares.all(store, [tenant, lockId, isWaiting, clock.now(), lockLimits.shownMax]);
    const [[line], holders, waiters] = await Promise.all([
      selectLine.all(store, [tenant, lockId]),
      sharesOf(0),
      sharesOf(1),
    ]);
    if (!line) throw new MosaicError('not_found', `Nobody holds or waits for the lock ${lockId}.`);
    return { ...toLock(line), holders: holders.map(toHolder), waiters: waiters.map(toWaiter) };
  }),
];

function decodeCursor(cursor: string | undefined): string {
  const lockId = Buffer.from(cursor ?? '', 'base64url').toString();
  if (/^[\x21-\x7e]*$/.test(lockId)) return lockId;
  throw new MosaicError('invalid_input', 'cursor is not one this hub gave out. Start without it.', {
    details: { fields: [{ field: 'cursor', problem: 'is unknown' }] },
  });
}

function toLock({ lock_id, capacity, in_use, waiting }: LineRow) {
  return { id: lock_id, capacity, inUse: in_use, waiting };
}

function toHolder(row: ShareRow): LockHolder {
  return {
    holdId: row.hold_id,
    owner: row.owner,
    principal: row.principal,
    count: row.count,
    fencingToken: row.fencing_token,
    acquiredAt: toInstant(row.since),
    expiresAt: toInstant(row.expires_at),
  };
}

function toWaiter(row: ShareRow): LockWaiter {
  return {
    ticket: row.hold_id,
    owner: row.owner,
    principal: row.principal,
    count: row.count,
    priority: row.priority,
    waitingSince: toInstant(row.since),
    keptUntil: toInstant(row.expires_at),
  };
}
