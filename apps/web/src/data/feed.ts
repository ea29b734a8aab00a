import { type Event, limits, operations } from '@mosaic/contract';
import { webLimits } from '../limits.ts';
import type { Hub } from './hub.ts';

/** The newest events of a mission, oldest first. */
export interface Feed {
  items: Event[];
  /** True when events before the first one were left out. */
  hasEarlier: boolean;
}

/**
 * Reads the end of the event stream of one mission.
 *
 * Events can be read forwards only, and numbers are shared by all missions: the
 * reader looks back a stretch of numbers and doubles it until it met enough events.
 */
export async function readFeed(hub: Hub, missionId: string): Promise<Feed> {
  const { lastEventSeq } = await hub.call(operations.systemStatus, {});
  let lookBack: number = webLimits.feedLookBack;
  while (true) {
    const after = Math.max(0, lastEventSeq - lookBack);
    const items = await readAfter(hub, missionId, after);
    if (after === 0 || items.length >= webLimits.feedEventsShown) {
      const kept = items.slice(-webLimits.feedEvents);
      return { items: kept, hasEarlier: after > 0 || kept.length < items.length };
    }
    lookBack *= 4;
  }
}

async function readAfter(hub: Hub, missionId: string, start: number): Promise<Event[]> {
  const items: Event[] = [];
  let after = start;
  while (true) {
    const limit = limits.pageSizeMax;
    const page = await hub.call(operations.listEvents, { missionId, after, limit });
    items.push(...page.items);
    const last = page.items.at(-1);
    if (last === undefined || page.items.length < limit) return items;
    after = last.seq;
  }
}

/** Adds events that came over the stream; one that is there already is not shown twice. */
export function appendToFeed(feed: Feed, events: readonly Event[]): Feed {
  const lastSeq = feed.items.at(-1)?.seq ?? 0;
  const fresh = events.filter((event) => event.seq > lastSeq);
  if (fresh.length === 0) return feed;
  const items = [...feed.items, ...fresh];
  const kept = items.slice(-webLimits.feedEvents);
  return { items: kept, hasEarlier: feed.hasEarlier || kept.length < items.length };
}
