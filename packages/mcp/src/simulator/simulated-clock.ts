import { formatId, type IdKind } from '@mosaic/contract';
import type { Clock } from '../pipeline/clock.ts';
import type { Random } from './random.ts';

/** When the worlds begin, as their clocks show it. */
export const epochMs = Date.UTC(2026, 0, 1);

/** What a node's clock shows, as a function of the true time. */
export interface Drifting {
  read(): number;
  /** Somebody sets the clock wrong. */
  jump(byMs: number): void;
  /** Somebody sets the clock right; it goes on drifting. */
  correct(): void;
  /** True milliseconds until this clock has gone on by `ms`; jumps do not count. */
  duration(ms: number): number;
}

export function createDrifting(now: () => number, skewMs: number, drift: number): Drifting {
  let offset = skewMs;
  return {
    read: () => Math.floor(epochMs + offset + now() * (1 + drift)),
    jump: (byMs) => {
      offset += byMs;
    },
    correct: () => {
      offset = -now() * drift;
    },
    duration: (ms) => ms / (1 + drift),
  };
}

/** The clock of one life of a node; `after` comes from the node, which may be stopped meanwhile. */
export function createClock(
  drifting: Pick<Drifting, 'read'>,
  random: Random,
  after: Clock['after'],
): Clock {
  return {
    now: drifting.read,
    random: random.next,
    newId: (kind: IdKind) => {
      const bytes = Uint8Array.from({ length: 10 }, () => random.integer(0, 255));
      return formatId(kind, drifting.read(), bytes);
    },
    after,
  };
}
