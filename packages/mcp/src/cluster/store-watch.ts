import { MosaicError } from '@mosaic/contract';
import type { Clock } from '../pipeline/clock.ts';
import type { StoreGate } from '../pipeline/store-gate.ts';
import { clusterLimits } from './limits.ts';

export interface StoreWatchOptions {
  clock: Clock;
  /** Asks the store for a sign of life; may hang, and is then given up. */
  probe: () => Promise<void>;
  /** Told when the store gets out of reach and when it is back. */
  onChange: (isReachable: boolean, reason: string) => void;
}

export interface StoreWatch extends StoreGate {
  /** Asks from now on; the store counts as reachable before. Call it once. */
  begin(): void;
  close(): Promise<void>;
}

/**
 * Asks the store again and again whether it is there.
 *
 * A node that is cut off refuses everything within seconds rather than let each caller wait
 * for a time limit of its own, and works again by itself.
 */
export function watchStore({ clock, probe, onChange }: StoreWatchOptions): StoreWatch {
  const closing = new AbortController();
  let lost = new AbortController();
  const refused = () =>
    new MosaicError(
      'unavailable',
      'This node cannot reach its store. Repeat the call with the same idempotency key, on another node if there is one.',
      { details: { retryAfterMs: clusterLimits.probeEveryMs } },
    );
  const look = async (): Promise<void> => {
    const failure = await withinTime(clock, probe).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : 'unknown'),
    );
    if (failure !== null && !lost.signal.aborted) {
      lost.abort();
      onChange(false, failure);
    } else if (failure === null && lost.signal.aborted) {
      lost = new AbortController();
      onChange(true, 'reachable');
    }
  };
  let cancel = () => {};
  let running: Promise<void> = Promise.resolve();
  const plan = () => {
    if (closing.signal.aborted) return;
    cancel = clock.after(clusterLimits.probeEveryMs, () => {
      running = look().finally(plan);
    });
  };
  return {
    begin: plan,
    get isReachable() {
      return !lost.signal.aborted;
    },
    async pass(work) {
      const { signal } = lost;
      if (signal.aborted) throw refused();
      return await untilAborted(signal, refused, work());
    },
    async *passItems(items) {
      const { signal } = lost;
      const iterator = items[Symbol.asyncIterator]();
      try {
        for (;;) {
          if (signal.aborted) throw refused();
          const next = await untilAborted(signal, refused, iterator.next());
          if (next.done) return;
          yield next.value;
        }
      } finally {
        // Not waited for: it may hang on the store as well.
        iterator.return?.().catch(() => undefined);
      }
    },
    async close() {
      closing.abort();
      cancel();
      await running;
    },
  };
}

/** `work`, or a failure as soon as the signal aborts; `work` goes on alone then. */
function untilAborted<T>(signal: AbortSignal, failure: () => Error, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const giveUp = () => reject(failure());
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

async function withinTime(clock: Clock, probe: () => Promise<void>): Promise<void> {
  let cancel = () => {};
  const tooLate = new Promise<never>((_resolve, reject) => {
    cancel = clock.after(clusterLimits.probeMs, () => reject(new Error('no answer in time')));
  });
  try {
    await Promise.race([probe(), tooLate]);
  } finally {
    cancel();
  }
}
