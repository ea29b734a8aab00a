import { type LockWait, MosaicError } from '@mosaic/contract';
import { statement } from '../../store/statement.ts';
import type { Writer } from '../../store/store.ts';
import { findDeadlock } from './find-deadlock.ts';

interface FactRow {
  hold_id: string;
  lock_id: string;
  owner_key: string;
  count: number;
  is_waiting: number;
  priority: number;
  seq: number;
  capacity: number;
}

/**
 * Everything held and waited for on the locks that an owner's waiting can depend on: those it waits
 * for, those that whoever has or wants these waits for, and so on.
 */
const selectFacts = statement<FactRow>(
  'lock deadlock',
  `with recursive reached(lock_id) as (
    select lock_id from lock_share
    where tenant = $1 and owner_key = $2 and is_waiting = 1 and expires_at >= $3
    union
    select wanted.lock_id
    from reached
    join lock_share as party
      on party.tenant = $1 and party.lock_id = reached.lock_id and party.expires_at >= $3
    join lock_share as wanted
      on wanted.tenant = $1 and wanted.owner_key = party.owner_key and wanted.is_waiting = 1
        and wanted.expires_at >= $3
  )
  select share.hold_id, share.lock_id, share.owner_key, share.count, share.is_waiting,
    share.priority, share.seq, line.capacity
  from reached
  join lock_share as share
    on share.tenant = $1 and share.lock_id = reached.lock_id and share.expires_at >= $3
  join lock_line as line on line.tenant = $1 and line.lock_id = reached.lock_id`,
);

/**
 * Refuses with `conflict` when the owner now waits in a circle. What it asked for must be stored
 * already; the refusal takes it back.
 */
export async function refuseDeadlock(
  store: Writer,
  { tenant, ownerKey, now }: { tenant: string; ownerKey: string; now: number },
): Promise<void> {
  const rows = await selectFacts.all(store, [tenant, ownerKey, now]);
  const facts = rows.map((row) => ({
    holdId: row.hold_id,
    lockId: row.lock_id,
    owner: row.owner_key,
    count: row.count,
    isWaiting: row.is_waiting === 1,
    priority: row.priority,
    seq: row.seq,
  }));
  const capacities = new Map(rows.map((row) => [row.lock_id, row.capacity]));
  const cycle = findDeadlock(facts, capacities, ownerKey);
  if (cycle === null) return;
  throw new MosaicError(
    'conflict',
    `This would be a deadlock: ${circleText(cycle)}. Release what ${ownerKey} holds and acquire everything in one call.`,
    { details: { reason: 'deadlock', cycle } },
  );
}

/** `a → lock-1 → b → lock-2 → a`. */
function circleText(cycle: readonly LockWait[]): string {
  const steps = cycle.flatMap(({ owner, lockId }) => [owner, lockId]);
  return [...steps, cycle[0]?.owner ?? ''].join(' → ');
}
