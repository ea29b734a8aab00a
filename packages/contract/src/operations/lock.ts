import { z } from 'zod';
import { Instant, PageInput, page } from '../entities/fields.ts';
import { Hold, Lock, LockHolder, LockId, LockOwner, LockWaiter } from '../entities/lock.ts';
import { HoldId } from '../ids.ts';
import { limits } from '../limits.ts';
import { operation } from '../operation.ts';

const holdId = 'hld_0190b5c8-6c1f-7000-8000-000000000000';
const lockId = 'deploy:web';
const ttlMs = z.coerce.number().int().min(limits.lockTtlMsMin).max(limits.lockTtlMsMax);

/**
 * Takes one or several locks, all of them or none, waiting in the queue when they are not free.
 *
 * The queue of each lock is first come, first served; a higher `priority` goes first. The answer
 * carries a `ticket`: repeat the call with it to go on waiting without losing the place, or when
 * an answer was lost. It becomes the id of the hold. Give a ticket of your own (a new hold id)
 * and even the first answer may get lost. With `waitMs` 0 nobody is put into the queue.
 *
 * Locks taken by separate calls can make owners wait for each other in a circle. The call that
 * would close the circle is refused with `conflict`, and `details.cycle` names it.
 */
export const acquireLock = operation({
  name: 'lock.acquire',
  kind: 'command',
  summary: 'Take locks, all or none, waiting for them if need be.',
  permission: 'lock:work',
  input: z.object({
    owner: LockOwner,
    locks: z
      .array(
        z.object({
          lockId: LockId,
          count: z.int().min(1).max(limits.lockCapacityMax).default(1),
          /** Units of the lock in all: 1 is exclusive. The same for everybody while it is in use. */
          capacity: z.int().min(1).max(limits.lockCapacityMax).optional(),
        }),
      )
      .min(1)
      .max(limits.lockSharesMax),
    ttlMs: ttlMs.default(limits.lockTtlMsDefault),
    waitMs: z.coerce.number().int().min(0).max(limits.claimWaitMsMax).default(0),
    priority: z.coerce.number().int().min(0).max(9).default(0),
    ticket: HoldId.optional(),
  }),
  output: z.object({
    ticket: HoldId,
    /** Null: not yet, or with `isWaiting` false, not at all. */
    hold: Hold.nullable(),
    isWaiting: z.boolean(),
  }),
  errors: ['conflict', 'lease_lost', 'not_found'],
  example: { owner: 'release-script', locks: [{ lockId }], waitMs: 20_000 },
});

export const renewLock = operation({
  name: 'lock.renew',
  kind: 'command',
  isIdempotent: true,
  summary: 'Keep holding: start the time of a hold anew.',
  permission: 'lock:work',
  input: z.object({ holdId: HoldId, ttlMs: ttlMs.optional() }),
  output: Hold,
  errors: ['lease_lost'],
  example: { holdId },
});

/** Gives locks back, or leaves the queue. Repeating it does no harm. */
export const releaseLock = operation({
  name: 'lock.release',
  kind: 'command',
  summary: 'Give held locks back, or stop waiting for them.',
  permission: 'lock:work',
  input: z.object({ holdId: HoldId }),
  output: z.object({ holdId: HoldId, releasedAt: Instant }),
  errors: ['lease_lost'],
  example: { holdId },
});

/** For people: ends a hold of anybody, at once. Its owner learns of it when it renews. */
export const breakLock = operation({
  name: 'lock.break',
  kind: 'command',
  summary: "End somebody else's hold or wait.",
  permission: 'lock:write',
  input: z.object({ holdId: HoldId, reason: z.string().min(1).max(500) }),
  output: z.object({ holdId: HoldId, releasedAt: Instant }),
  errors: ['lease_lost'],
  example: { holdId, reason: 'the machine is gone' },
});

/**
 * Tells whether a fencing token still holds a lock; for servers that guard what is locked.
 *
 * True can be over a moment later: a server that must be sure also refuses every token smaller
 * than the greatest it has seen.
 */
export const checkLock = operation({
  name: 'lock.check',
  kind: 'query',
  summary: 'Tell whether a fencing token still holds a lock.',
  permission: 'lock:read',
  input: z.object({ lockId: LockId, fencingToken: z.coerce.number().int().min(1) }),
  output: z.object({ isValid: z.boolean(), holder: LockHolder.nullable() }),
  errors: [],
  example: { lockId, fencingToken: 1 },
});

export const listLocks = operation({
  name: 'lock.list',
  kind: 'query',
  summary: 'List the locks that are held or waited for.',
  permission: 'lock:read',
  input: z.object({ limit: PageInput.limit, cursor: z.string().max(400).optional() }),
  output: page(Lock),
  errors: [],
  example: {},
});

export const showLock = operation({
  name: 'lock.show',
  kind: 'query',
  summary: 'Show who holds a lock and who waits for it.',
  permission: 'lock:read',
  input: z.object({ lockId: LockId }),
  output: Lock.extend({
    /** The first of them, at most `limits.pageSizeDefault`. */
    holders: z.array(LockHolder),
    waiters: z.array(LockWaiter),
  }),
  errors: ['not_found'],
  example: { lockId },
});

/** Ends holds and places whose owners went silent, of all tenants; a duty of the hub. */
export const expireLocks = operation({
  name: 'lock.expire',
  kind: 'command',
  summary: 'End the holds of owners that went silent.',
  permission: 'lock:write',
  internal: true,
  input: z.object({}),
  output: z.object({ expired: z.int() }),
  errors: [],
  example: {},
});
