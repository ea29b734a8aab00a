import type { Event, EventFilter } from '@mosaic/contract';
import type { Clock } from '../../pipeline/clock.ts';
import type { Hints } from '../../pipeline/hints.ts';
import type { Reader } from '../../store/store.ts';
import { eventLimits } from './limits.ts';
import { filterKey, matches } from './matches.ts';
import {
  readAllEvents,
  readEvents,
  readRange,
  requireKept,
  type StoredEvent,
} from './read-events.ts';
import { createRecentEvents, type RecentEvents } from './recent-events.ts';

/** What one follower asks for. */
export interface Following {
  tenant: string;
  filter: EventFilter;
  /** Number of the last event already seen. */
  after: number;
  /** Reads what is older than the memory reaches; of that tenant. */
  store: Reader;
  signal: AbortSignal;
}

/** Told of what the feed does; for metrics. */
export interface FeedObserver {
  /** A new event came into memory so long after it was committed. */
  delivered(lagMs: number, count: number): void;
  /** The store could not be read; it is tried again. */
  failed(error: unknown): void;
}

/**
 * The events of one node, read once for all who follow.
 *
 * While anybody follows, one reader takes new events from the store: at once after silence,
 * and then at most every {@link eventLimits.readEveryMs}. Followers take them from memory, each
 * from its own place, so that a slow one costs no memory: it falls behind what is kept there
 * and goes on from the store. Equal filters get the very same array, so that what is made of
 * it (a check, a text) can be made once.
 */
export interface EventFeed {
  /**
   * Yields events after `after`, in order, none twice and none left out, until the signal aborts.
   *
   * @throws `gone` when events after that place were forgotten
   */
  follow(following: Following): AsyncIterable<readonly Event[]>;
  /** First and last number there is, of all tenants. */
  range(): Promise<{ firstSeq: number; lastSeq: number }>;
  /** How many follow now. */
  followers(): number;
}

export interface EventFeedOptions {
  /** Reads all tenants. */
  reader: Reader;
  hints: Pick<Hints, 'listen'>;
  clock: Pick<Clock, 'now' | 'after'>;
  observer?: FeedObserver;
  limits?: typeof eventLimits;
}

/** Followers with the same filter. */
interface Channel {
  readonly isWanted: (stored: StoredEvent) => boolean;
  followers: number;
  /** The answer given last: most followers ask the same next. */
  last: { from: number; head: number; events: readonly Event[]; upTo: number } | null;
}

export function createEventFeed(options: EventFeedOptions): EventFeed {
  const limits = options.limits ?? eventLimits;
  const channels = new Map<string, Channel>();
  const waiting = new Set<() => void>();
  let followers = 0;
  let tail: { recent: RecentEvents; stop: () => void } | null = null;
  let starting: Promise<unknown> | null = null;

  const wakeAll = () => {
    const woken = [...waiting];
    waiting.clear();
    for (const wake of woken) wake();
  };
  const start = async (): Promise<void> => {
    const { lastSeq } = await readRange(options.reader);
    // Whoever asked may be gone by now.
    if (followers === 0) return;
    const recent = createRecentEvents(lastSeq, limits);
    tail = { recent, stop: startTail(options, limits, recent, wakeAll) };
  };
  const ready = async (): Promise<RecentEvents> => {
    while (tail === null) {
      starting ??= start().finally(() => {
        starting = null;
      });
      await starting;
    }
    return tail.recent;
  };
  const enter = (key: string, { tenant, filter }: Following): Channel => {
    const channel = channels.get(key) ?? {
      isWanted: (stored) => stored.tenant === tenant && matches(filter, stored.event),
      followers: 0,
      last: null,
    };
    channel.followers += 1;
    followers += 1;
    channels.set(key, channel);
    return channel;
  };
  const leave = (key: string, channel: Channel): void => {
    channel.followers -= 1;
    followers -= 1;
    if (channel.followers === 0) channels.delete(key);
    if (followers > 0) return;
    tail?.stop();
    tail = null;
  };
  return {
    followers: () => followers,
    range: () => readRange(options.reader),
    async *follow(following) {
      const { signal, store } = following;
      const key = `${following.tenant} ${filterKey(following.filter)}`;
      const channel = enter(key, following);
      let wake = () => {};
      const stop = () => wake();
      signal.addEventListener('abort', stop);
      try {
        let position = following.after;
        while (!signal.aborted) {
          const recent = await ready();
          if (!recent.covers(position)) {
            const head = recent.head();
            const events = await readEvents(store, following, position, limits.pageSize);
            requireKept(position, await readRange(options.reader));
            if (events.length > 0) yield events;
            const last = events.at(-1)?.seq ?? position;
            position = events.length < limits.pageSize ? Math.max(last, head) : last;
            continue;
          }
          const { events, upTo } = take(channel, recent, position);
          if (events.length > 0) yield events;
          position = upTo;
          if (recent.head() > position || signal.aborted) continue;
          const advanced = Promise.withResolvers<void>();
          wake = advanced.resolve;
          waiting.add(wake);
          await advanced.promise;
          waiting.delete(wake);
        }
      } finally {
        signal.removeEventListener('abort', stop);
        leave(key, channel);
      }
    },
  };
}

function take(channel: Channel, recent: RecentEvents, from: number) {
  const head = recent.head();
  const known = channel.last;
  if (known !== null && known.from === from && known.head === head) return known;
  channel.last = { from, head, ...recent.after(from, channel.isWanted) };
  return channel.last;
}

/** Reads what is new into memory, on hints and, as a safety net, without any. */
function startTail(
  { reader, hints, clock, observer }: EventFeedOptions,
  limits: typeof eventLimits,
  recent: RecentEvents,
  advanced: () => void,
): () => void {
  let isOver = false;
  let isReading = false;
  let isAsked = false;
  let isResting = false;
  const timers = new Set<() => void>();
  const later = (ms: number, work: () => void) => {
    const cancel = clock.after(ms, () => {
      timers.delete(cancel);
      work();
    });
    timers.add(cancel);
  };
  const readAll = async (): Promise<void> => {
    for (;;) {
      isAsked = false;
      const stored = await readAllEvents(reader, recent.head(), limits.pageSize);
      if (isOver) return;
      const last = stored.at(-1);
      if (last !== undefined) {
        recent.add(stored);
        observer?.delivered(Math.max(0, clock.now() - Date.parse(last.event.at)), stored.length);
        advanced();
      }
      if (stored.length < limits.pageSize) return;
    }
  };
  const look = (): void => {
    isAsked = true;
    if (isOver || isReading || isResting) return;
    isReading = true;
    isResting = true;
    later(limits.readEveryMs, () => {
      isResting = false;
      if (isAsked) look();
    });
    void readAll()
      .catch((error: unknown) => observer?.failed(error))
      .finally(() => {
        isReading = false;
        if (isAsked) look();
      });
  };
  const watchOver = (): void =>
    later(limits.safetyNetMs, () => {
      look();
      watchOver();
    });
  const stopListening = hints.listen('events', look);
  watchOver();
  look();
  return () => {
    isOver = true;
    stopListening();
    for (const cancel of timers) cancel();
    timers.clear();
  };
}
