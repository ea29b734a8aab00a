import { isMosaicError } from '@mosaic/contract';
import { pause } from './pause.ts';

export interface RetryOptions {
  /** How long to go on trying, in milliseconds; each address is tried once in any case. */
  forMs: number;
  /** Number of addresses: after one failed, the next is tried without a pause. */
  addresses: number;
  signal: AbortSignal | undefined;
}

/** Pauses between rounds over all addresses, in milliseconds. */
const firstPauseMs = 50;
const pauseMsMax = 1_000;

/**
 * Repeats what failed because no hub could take it, until it succeeds or the time is up.
 *
 * What is repeated must be safe to repeat: a query, or a command with an idempotency key.
 */
export async function withRetry<T>(
  work: () => Promise<T>,
  { forMs, addresses, signal }: RetryOptions,
): Promise<T> {
  const end = performance.now() + forMs;
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      if (signal?.aborted || !isWorthRepeating(error)) throw error;
      const waitMs = pauseAfter(failures, addresses, error);
      const isLast = performance.now() + waitMs > end && failures >= addresses;
      if (isLast) throw error;
      if (waitMs > 0) await pause(waitMs, signal ?? new AbortController().signal);
      if (signal?.aborted) throw error;
    }
  }
}

/** No hub took the call, or it said when to come back. */
function isWorthRepeating(error: unknown): boolean {
  if (!isMosaicError(error)) return false;
  return error.code === 'unavailable' || (error.code === 'rate_limited' && toldMs(error) !== null);
}

function pauseAfter(failures: number, addresses: number, error: unknown): number {
  if (isMosaicError(error) && error.code === 'rate_limited') return toldMs(error) ?? 0;
  if (failures % addresses !== 0) return 0;
  const round = failures / addresses;
  const full = Math.min(pauseMsMax, firstPauseMs * 2 ** Math.min(round - 1, 10));
  return full * (0.5 + Math.random() / 2);
}

function toldMs({ details }: { details: Readonly<Record<string, unknown>> }): number | null {
  return typeof details.retryAfterMs === 'number' ? details.retryAfterMs : null;
}
