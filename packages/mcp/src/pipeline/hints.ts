import type { Clock } from './clock.ts';

/**
 * Wakes waiting streams and claims inside one process.
 *
 * A lost hint costs a little time, never correctness: whoever waits also looks
 * again after a bounded time.
 */
export interface Hints {
  publish(topic: string): void;
  /** Resolves at the next publication of the topic, after the time, or on abort. */
  wait(topic: string, timeoutMs: number, signal: AbortSignal): Promise<void>;
  /** Calls `listener` at every publication; returns how to stop. */
  listen(topic: string, listener: () => void): () => void;
}

export function createHints(clock: Pick<Clock, 'after'>): Hints {
  const listeners = new Map<string, Set<() => void>>();
  const listen = (topic: string, listener: () => void) => {
    const set = listeners.get(topic) ?? new Set();
    set.add(listener);
    listeners.set(topic, set);
    return () => {
      set.delete(listener);
      if (set.size === 0) listeners.delete(topic);
    };
  };
  return {
    listen,
    publish(topic) {
      for (const listener of [...(listeners.get(topic) ?? [])]) listener();
    },
    wait(topic, timeoutMs, signal) {
      if (signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const finish = () => {
          stop();
          cancel();
          signal.removeEventListener('abort', finish);
          resolve();
        };
        const stop = listen(topic, finish);
        const cancel = clock.after(timeoutMs, finish);
        signal.addEventListener('abort', finish);
      });
    },
  };
}
