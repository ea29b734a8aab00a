import { setImmediate as turn } from 'node:timers/promises';
import { type Clock, systemClock } from '../src/pipeline/clock.ts';

/** A clock whose timers only fire while somebody moves it; what they start is let finish. */
export interface ManualClock extends Clock {
  advance(ms: number): Promise<void>;
}

export function manualClock(startMs = Date.UTC(2026, 0, 1)): ManualClock {
  let now = startMs;
  const timers = new Set<{ due: number; work: () => void }>();
  return {
    now: () => now,
    random: () => 0.5,
    newId: systemClock.newId,
    after(ms, work) {
      const timer = { due: now + ms, work };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        await settle();
        const [next] = [...timers].sort((a, b) => a.due - b.due);
        if (next === undefined || next.due > end) break;
        timers.delete(next);
        now = Math.max(now, next.due);
        next.work();
      }
      now = end;
      await settle();
    },
  };
}

/** Lets promises of the store and the pipeline come through. */
async function settle(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await turn();
}
