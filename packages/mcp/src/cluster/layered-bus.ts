import type { Bus } from './bus.ts';

/**
 * One bus of two: hints go by the first while it works, else by the second, and are heard on both.
 *
 * While another node is cut off from the first, hints go by both, so that it hears them too.
 */
export function createLayeredBus(first: Bus, second: Bus): Bus {
  let isPeerDeaf = false;
  return {
    publish(topic) {
      const isFirstUp = first.lines().every(({ isConnected }) => isConnected);
      if (isFirstUp) first.publish(topic);
      if (!isFirstUp || isPeerDeaf) second.publish(topic);
    },
    listen(listener) {
      first.listen(listener);
      second.listen(listener);
    },
    lines: () => [...first.lines(), ...second.lines()],
    setPeerDeaf(isDeaf) {
      isPeerDeaf = isDeaf;
    },
    async close() {
      await Promise.all([first.close(), second.close()]);
    },
  };
}
