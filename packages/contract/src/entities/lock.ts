import { z } from 'zod';
import { HoldId } from '../ids.ts';
import { limits } from '../limits.ts';
import { FencingToken, Instant } from './fields.ts';

/** The name of what is locked, such as `deploy:web`. A lock exists as long as somebody holds or wants it. */
export const LockId = z
  .string()
  .max(limits.lockIdCharsMax)
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9._:@+~-]*$/,
    'must begin with a letter, digit or underscore, then also . : @ + ~ -',
  );

/**
 * Who holds or waits: an agent by its id, or any name the caller chooses.
 *
 * An owner is one thread of work: while it waits it does nothing else, which is what makes a
 * circle of waiting owners a deadlock. Names of different principals are different owners.
 */
export const LockOwner = z
  .string()
  .max(limits.lockIdCharsMax)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._:/@+~-]*$/, 'must be an agent id or a name without spaces');

/** Units of a lock's capacity; an exclusive lock has one. */
const LockCount = z.int().min(1).max(limits.lockCapacityMax);

/** A part of one lock that somebody holds or wants. */
export const LockShare = z.object({ lockId: LockId, count: LockCount });

/** The right to some locks at once, until it is released or its time is over. */
export const Hold = z.object({
  id: HoldId,
  owner: LockOwner,
  /** Only this principal may renew or release it. */
  principal: z.string(),
  locks: z.array(LockShare).min(1),
  /** Grows with each hold of a lock: what a lock guards refuses a smaller one than it has seen. */
  fencingToken: FencingToken,
  ttlMs: z.int(),
  acquiredAt: Instant,
  expiresAt: Instant,
});

/** One lock and how much of it is taken. */
export const Lock = z.object({
  id: LockId,
  capacity: LockCount,
  inUse: z.int().min(0),
  waiting: z.int().min(0),
});

/** Somebody who has a part of a lock. */
export const LockHolder = z.object({
  holdId: HoldId,
  owner: LockOwner,
  principal: z.string(),
  count: LockCount,
  fencingToken: FencingToken,
  acquiredAt: Instant,
  expiresAt: Instant,
});

/** Somebody in the queue of a lock, in the order of their turn. */
export const LockWaiter = z.object({
  ticket: HoldId,
  owner: LockOwner,
  principal: z.string(),
  count: LockCount,
  priority: z.int(),
  waitingSince: Instant,
  /** The place is lost when the owner does not ask again until then. */
  keptUntil: Instant,
});

/** One step of a deadlock: this owner waits for this lock, which the next owner holds or wants first. */
export const LockWait = z.object({ owner: z.string(), lockId: LockId });

export type LockShare = z.output<typeof LockShare>;
export type Hold = z.output<typeof Hold>;
export type Lock = z.output<typeof Lock>;
export type LockHolder = z.output<typeof LockHolder>;
export type LockWaiter = z.output<typeof LockWaiter>;
export type LockWait = z.output<typeof LockWait>;
