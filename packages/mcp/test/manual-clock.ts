import { setImmediate as turn } from 'node:timers/promises';
import { type Clock, systemClock } from '../src/pipeline/clock.ts';

/** A clock whose timers only fire while somebody moves it; what they start is let finish. */
export interface ManualClock extends Clock {
  advance(ms: number): Promise<void>;
}

/** @param isBusy true while something is under way that needs real time, such as a server */
export function manualClock(isBusy = () => false): ManualClock {
  let now = Date.UTC(2026, 0, 1);
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
        await settle(isBusy);
        const [next] = [...timers].sort((a, b) => a.due - b.due);
        if (next === undefined || next.due > end) break;
        timers.delete(next);
        now = Math.max(now, next.due);
        next.work();
      }
      now = end;
      await settle(isBusy);
    },
  };
}

/** Lets promises of the store and the pipeline come through. */
async function settle(isBusy: () => boolean): Promise<void> {
  for (let quiet = 0; quiet < 20; quiet += 1) {
    await turn();
    if (isBusy()) quiet = 0;
  }
}
