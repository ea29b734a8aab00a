import type { Client } from '@mosaic/client';
import { isMosaicError, type Lease, operations } from '@mosaic/contract';
import { limits } from './limits.ts';

/** Why a run must end before it is finished. */
export type StopCause = 'lease_lost' | 'stop_requested' | 'shutdown';

export interface KeptLease {
  /** Aborted as soon as the run may not go on; its reason is a {@link StopCause}. */
  readonly signal: AbortSignal;
  stop(): void;
}

/**
 * Renews a lease until stopped.
 *
 * Renewal that fails for longer than the lease lives means that somebody else may
 * hold the task by now: the run is ended rather than risked.
 */
export function keepLease(
  client: Client,
  lease: Pick<Lease, 'fencingToken' | 'expiresAt'> & { taskId: string },
  shutdown: AbortSignal,
): KeptLease {
  const over = new AbortController();
  const leaseMs = Date.parse(lease.expiresAt) - Date.now();
  let renewedAt = Date.now();
  const renew = async (): Promise<void> => {
    try {
      const { taskId, fencingToken } = lease;
      const answer = await client.call(operations.heartbeatTask, { taskId, fencingToken });
      renewedAt = Date.now();
      if (answer.isStopRequested) over.abort('stop_requested' satisfies StopCause);
    } catch (error) {
      const isLost = isMosaicError(error) && ['lease_lost', 'not_found'].includes(error.code);
      const isTooLate = Date.now() - renewedAt > Math.max(leaseMs, limits.heartbeatMs * 2);
      if (isLost || isTooLate) over.abort('lease_lost' satisfies StopCause);
    }
  };
  const timer = setInterval(() => void renew(), limits.heartbeatMs);
  timer.unref();
  const onShutdown = () => over.abort('shutdown' satisfies StopCause);
  if (shutdown.aborted) onShutdown();
  shutdown.addEventListener('abort', onShutdown, { once: true });
  return {
    signal: over.signal,
    stop() {
      clearInterval(timer);
      shutdown.removeEventListener('abort', onShutdown);
    },
  };
}
