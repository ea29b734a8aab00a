import type { Event } from '@mosaic/contract';
import type { StoredEvent } from './read-events.ts';

export interface RecentLimits {
  readonly recentEvents: number;
  readonly recentBytes: number;
  readonly batchBytes: number;
}

/** The newest events, in memory once for everybody who follows. */
export interface RecentEvents {
  /** Number of the last event there is. */
  head(): number;
  /** True when everything after `position` is here. */
  covers(position: number): boolean;
  add(events: readonly StoredEvent[]): void;
  /** What stands after `position` and matches, at most so much that memory stays bounded. */
  after(
    position: number,
    isWanted: (stored: StoredEvent) => boolean,
  ): { events: readonly Event[]; upTo: number };
}

/** Begins after `start`: the number of the last event that was committed before. */
export function createRecentEvents(start: number, limits: RecentLimits): RecentEvents {
  const kept: StoredEvent[] = [];
  /** Index of the oldest in use; what stands before it is cut off now and then. */
  let oldest = 0;
  let bytes = 0;
  let before = start;
  let head = start;

  const forget = () => {
    while (kept.length - oldest > limits.recentEvents || bytes > limits.recentBytes) {
      const stored = kept[oldest];
      if (stored === undefined) return;
      bytes -= stored.bytes;
      before = stored.event.seq;
      oldest += 1;
    }
    if (oldest < kept.length / 2) return;
    kept.splice(0, oldest);
    oldest = 0;
  };
  return {
    head: () => head,
    covers: (position) => position >= before,
    add(events) {
      for (const stored of events) {
        if (stored.event.seq <= head) continue;
        kept.push(stored);
        bytes += stored.bytes;
        head = stored.event.seq;
      }
      forget();
    },
    after(position, isWanted) {
      const events: Event[] = [];
      let size = 0;
      for (let index = indexAfter(kept, oldest, position); index < kept.length; index += 1) {
        const stored = kept[index];
        if (stored === undefined || !isWanted(stored)) continue;
        events.push(stored.event);
        size += stored.bytes;
        if (size >= limits.batchBytes) return { events, upTo: stored.event.seq };
      }
      return { events, upTo: Math.max(position, head) };
    },
  };
}

/** First index from `low` on whose number is greater than `position`; numbers only grow. */
function indexAfter(kept: readonly StoredEvent[], low: number, position: number): number {
  let from = low;
  let to = kept.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((kept[middle]?.event.seq ?? 0) <= position) from = middle + 1;
    else to = middle;
  }
  return from;
}
