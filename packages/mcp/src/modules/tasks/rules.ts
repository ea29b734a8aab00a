import { limits, MosaicError, type Task } from '@mosaic/contract';

/** A task row as the lease rules see it. Times in milliseconds. */
export interface LeaseState {
  id: string;
  fencingToken: number;
  runId: string | null;
  expiresAt: number | null;
}

/** When a lease given or renewed now will lapse. */
export function leaseEnd(now: number): number {
  return now + limits.leaseMs;
}

/** True once nobody has renewed the lease in time. A lease is valid up to and including its end. */
function isLapsed(state: LeaseState, now: number): boolean {
  return state.runId !== null && state.expiresAt !== null && state.expiresAt < now;
}

/**
 * Refuses with `lease_lost` unless the caller holds the task right now.
 *
 * The fencing token decides, not the clock of the caller: whoever was replaced
 * carries a smaller one.
 */
export function requireLease(state: LeaseState, fencingToken: number, now: number): void {
  if (state.runId !== null && state.fencingToken === fencingToken && !isLapsed(state, now)) return;
  throw new MosaicError(
    'lease_lost',
    `The lease of ${state.id} with fencing token ${fencingToken} is over. Stop this run and claim again.`,
    { details: { taskId: state.id, fencingToken } },
  );
}

/** A task may run once everything it depends on is settled. */
export function isSettled(status: Task['status']): boolean {
  return status === 'done' || status === 'deferred';
}
