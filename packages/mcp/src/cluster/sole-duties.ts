import type { Duties } from './duty.ts';

/** Duties of an installation that has one node: it does them all, from the first moment to the last. */
export function createSoleDuties(): Duties {
  const closing = new AbortController();
  const stops = new Map<string, () => Promise<void>>();
  return {
    add(name, start) {
      stops.set(name, start({ guard: undefined, signal: closing.signal }));
    },
    held: () => [...stops.keys()],
    async close() {
      closing.abort();
      await Promise.all([...stops.values()].map((stop) => stop()));
      stops.clear();
    },
  };
}
