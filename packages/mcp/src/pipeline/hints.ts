import { type Bus, silentBus } from '../cluster/bus.ts';
import type { Clock } from './clock.ts';

/**
 * Wakes waiting streams and claims, in this process and by the bus in the other nodes.
 *
 * A lost hint costs a little time, never correctness: whoever waits also looks
 * again after a bounded time.
 */
export interface Hints {
  /** Wakes who waits here at once, and who waits on other nodes soon. */
  publish(topic: string): void;
  /** Wakes only who waits here. */
  wake(topic: string): void;
  /** Wakes all who wait here. */
  wakeAll(): void;
  /** Resolves at the next publication of the topic, after the time, or on abort. */
  wait(topic: string, timeoutMs: number, signal: AbortSignal): Promise<void>;
  /** Calls `listener` at every publication; returns how to stop. */
  listen(topic: string, listener: () => void): () => void;
}

export function createHints(clock: Pick<Clock, 'after'>, bus: Bus = silentBus): Hints {
  const listeners = new Map<string, Set<() => void>>();
  const wake = (topic: string) => {
    for (const listener of [...(listeners.get(topic) ?? [])]) listener();
  };
  const wakeAll = () => {
    for (const topic of [...listeners.keys()]) wake(topic);
  };
  bus.listen({
    heard(topics) {
      for (const topic of topics) wake(topic);
    },
    missed: wakeAll,
  });
  const listen = (topic: string, listener: () => void) => {
    const set = listeners.get(topic) ?? new Set();
    set.add(listener);
    listeners.set(topic, set);
    return () => {
      set.delete(listener);
      if (set.size === 0 && listeners.get(topic) === set) listeners.delete(topic);
    };
  };
  return {
    listen,
    wake,
    wakeAll,
    publish(topic) {
      wake(topic);
      bus.publish(topic);
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
