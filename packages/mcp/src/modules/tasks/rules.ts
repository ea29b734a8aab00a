import { MosaicError } from '@mosaic/contract';

/** A task row as the lease rules see it. */
export interface LeaseFacts {
  id: string;
  fencingToken: number;
  /** The session that holds it; null when nobody does. */
  sessionId: string | null;
  /** End of a lease the task itself asked for, in milliseconds; null leaves it to the session. */
  expiresAt: number | null;
}

/**
 * A task is held exactly while its session lives, its own lease has not run out and the token
 * is the newest one. A lease is valid up to and including its end.
 *
 * The token decides, not the clock of the caller: whoever was replaced carries a smaller one.
 */
export function holds(
  facts: LeaseFacts,
  fencingToken: number,
  isSessionLive: boolean,
  now: number,
): boolean {
  return (
    facts.sessionId !== null &&
    isSessionLive &&
    facts.fencingToken === fencingToken &&
    (facts.expiresAt === null || facts.expiresAt >= now)
  );
}

/** What whoever does not hold a task is told. */
export function leaseLost(taskId: string, fencingToken: number): MosaicError {
  return new MosaicError(
    'lease_lost',
    `The lease of ${taskId} with fencing token ${fencingToken} is over. Stop this run and claim again.`,
    { details: { taskId, fencingToken } },
  );
}
