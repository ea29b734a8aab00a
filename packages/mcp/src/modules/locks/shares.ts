import { type Hold, MosaicError, type OperationInput, type operations } from '@mosaic/contract';
import { toInstant } from '../../pipeline/clock.ts';
import { rowsStatement } from '../../store/sized-statement.ts';
import { statement } from '../../store/statement.ts';
import type { ShareRow } from './tables.ts';

/** What `lock.acquire` is asked, defaults filled in. */
export type AcquireInput = OperationInput<typeof operations.acquireLock>;

const columns = `tenant, hold_id, lock_id, count, is_waiting, owner, owner_key, principal, priority,
  seq, fencing_token, ttl_ms, since, expires_at`;

/** All locks of one hold or ticket. */
export const selectHold = statement<ShareRow>(
  'lock hold',
  `select ${columns} from lock_share where tenant = $1 and hold_id = $2 order by lock_id`,
);

/** Removes a hold or ticket of this principal and tells what it was. */
export const removeOwnHold = statement<ShareRow>(
  'lock remove own',
  `delete from lock_share where tenant = $1 and hold_id = $2 and principal = $3
  returning ${columns}`,
);

/** All locks of the ticket whose turn is next on one lock. */
export const selectNext = statement<ShareRow>(
  'lock next',
  `select ${columns} from lock_share
  where tenant = $1 and hold_id = (
    select hold_id from lock_share where tenant = $1 and lock_id = $2 and is_waiting = 1
    order by priority desc, seq limit 1
  ) order by lock_id`,
);

export const insertShares = rowsStatement<never>(
  'lock shares',
  0,
  14,
  (rows) => `insert into lock_share (${columns})
    values ${rows.map((row) => `(${row.join(', ')})`).join(', ')}`,
);

export const giveHold = statement<never>(
  'lock give',
  `update lock_share set is_waiting = 0, fencing_token = $3, since = $4, expires_at = $5
  where tenant = $1 and hold_id = $2`,
);

export const keepUntil = statement<never>(
  'lock keep',
  'update lock_share set expires_at = $3, ttl_ms = $4 where tenant = $1 and hold_id = $2',
);

export const selectEnding = statement<{ ending: string; principal: string; ended_at: number }>(
  'lock ending',
  'select ending, principal, ended_at from lock_ended where tenant = $1 and hold_id = $2',
);

/** The row as parameters of {@link insertShares}. */
export function shareParameters(row: ShareRow): (string | number)[] {
  return [
    row.tenant,
    row.hold_id,
    row.lock_id,
    row.count,
    row.is_waiting,
    row.owner,
    row.owner_key,
    row.principal,
    row.priority,
    row.seq,
    row.fencing_token,
    row.ttl_ms,
    row.since,
    row.expires_at,
  ];
}

/** Rows of one hold → the hold as the contract shows it. */
export function toHold(rows: readonly ShareRow[]): Hold {
  const [row] = rows;
  if (!row) throw new Error('A hold has at least one lock');
  return {
    id: row.hold_id,
    owner: row.owner,
    principal: row.principal,
    locks: rows.map(({ lock_id, count }) => ({ lockId: lock_id, count })),
    fencingToken: row.fencing_token,
    ttlMs: row.ttl_ms,
    acquiredAt: toInstant(row.since),
    expiresAt: toInstant(row.expires_at),
  };
}

/** A hold is valid, and a place kept, up to and including its end. */
export function isOver(row: Pick<ShareRow, 'expires_at'>, now: number): boolean {
  return row.expires_at < now;
}

export function leaseLost(holdId: string): MosaicError {
  return new MosaicError(
    'lease_lost',
    `The hold ${holdId} is over. Stop what it protected, then acquire again with a new ticket.`,
    { details: { holdId } },
  );
}

/** Holds are their principal's alone; whoever may break locks uses `lock.break`. */
export function requirePrincipal(
  row: Pick<ShareRow, 'principal' | 'hold_id'>,
  principal: string,
): void {
  if (row.principal === principal) return;
  throw new MosaicError(
    'forbidden',
    `${row.hold_id} belongs to ${row.principal}. Only ${row.principal} may use it; an owner may end it with lock.break.`,
    { details: { holdId: row.hold_id } },
  );
}
