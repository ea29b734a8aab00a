import { MosaicError } from '@mosaic/contract';

/** Counts what the hub is doing, so that it can stop without cutting anything off. */
export interface CallsInProgress {
  /** Aborted once the hub closes: long polls and streams end then. */
  readonly closing: AbortSignal;
  /** Refuses with `unavailable` once the hub closes. */
  requireOpen(): void;
  /** Runs work that `close` waits for. After that it is refused as well. */
  track<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing is in progress, or after the time. */
  close(timeoutMs: number): Promise<void>;
}

export function createCallsInProgress(): CallsInProgress {
  const closing = new AbortController();
  const idle = Promise.withResolvers<void>();
  let count = 0;
  const refuseIf = (isStopped: boolean) => {
    if (!isStopped) return;
    throw new MosaicError('unavailable', 'The hub is stopping. Try again once it is back.');
  };
  return {
    closing: closing.signal,
    requireOpen: () => refuseIf(closing.signal.aborted),
    async track(work) {
      // What calls in progress still need passes; they would be cut off half-way otherwise.
      refuseIf(closing.signal.aborted && count === 0);
      count += 1;
      try {
        return await work();
      } finally {
        count -= 1;
        if (closing.signal.aborted && count === 0) idle.resolve();
      }
    },
    async close(timeoutMs) {
      closing.abort();
      if (count === 0) return;
      const timer = setTimeout(idle.resolve, timeoutMs);
      await idle.promise;
      clearTimeout(timer);
    },
  };
}
