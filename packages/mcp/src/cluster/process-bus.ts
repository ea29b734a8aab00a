import type { Bus, BusListener } from './bus.ts';

/** A bus between hubs of one process; each joins once. */
export interface ProcessBus {
  join(): Bus;
}

/** For several nodes in one process: tests, and trials of a cluster. Hints arrive in a later turn. */
export function createProcessBus(): ProcessBus {
  const members = new Map<object, BusListener>();
  return {
    join() {
      const self = {};
      return {
        publish(topic) {
          for (const [member, listener] of members) {
            if (member !== self) queueMicrotask(() => listener.heard([topic]));
          }
        },
        listen: (listener) => void members.set(self, listener),
        lines: () => [{ kind: 'process', isConnected: members.has(self) }],
        setPeerDeaf: () => undefined,
        close: async () => void members.delete(self),
      };
    },
  };
}
