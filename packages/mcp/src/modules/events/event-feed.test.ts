import type { Event, EventFilter } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmittedEvent, emit, emitModule } from '../../../test/emit-module.ts';
import { openSmallHub, type SmallHub } from '../../../test/small-hub.ts';
import { systemClock } from '../../pipeline/clock.ts';
import { createEventFeed, type EventFeed, type EventFeedOptions } from './event-feed.ts';
import { eventLimits } from './limits.ts';
import { matches } from './matches.ts';

let hub: SmallHub;
beforeEach(async () => {
  hub = await openSmallHub([emitModule]);
});
afterEach(() => hub.destroy());

/** Small enough that followers fall out of memory all the time. */
const limits = {
  ...eventLimits,
  pageSize: 7,
  recentEvents: 20,
  batchBytes: 2_000,
  readEveryMs: 5,
  safetyNetMs: 40,
} as unknown as typeof eventLimits;

const feedOf = (change: Partial<EventFeedOptions> = {}): EventFeed =>
  createEventFeed({
    reader: hub.store.reader,
    hints: hub.hub.hints,
    clock: systemClock,
    limits,
    ...change,
  });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const changed: EmittedEvent = { type: 'task.changed' };
const times = (count: number) => Array.from({ length: count }, () => changed);

interface Reader {
  feed: EventFeed;
  filter?: EventFilter;
  after?: number;
  /** Pause after a batch, in milliseconds. */
  pauseMs?: () => number;
  until: (seen: readonly Event[]) => boolean;
}

async function read({ feed, filter = {}, after = 0, pauseMs, until }: Reader): Promise<Event[]> {
  const gone = new AbortController();
  const seen: Event[] = [];
  const { store } = hub;
  const following = { tenant: 'local', filter, after, store: store.reader, signal: gone.signal };
  for await (const events of feed.follow(following)) {
    expect(events.length).toBeGreaterThan(0);
    seen.push(...events);
    if (until(seen)) gone.abort();
    else if (pauseMs) await pause(pauseMs());
  }
  return seen;
}

const seqs = (events: readonly Event[]) => events.map(({ seq }) => seq);

describe('following', () => {
  it('leaves no gap and repeats nothing, however fast or slow the reader and wherever it begins', async () => {
    const total = 300;
    const feed = feedOf();
    const nouns = ['task.changed', 'run.finished', 'task.settled'] as const;
    const until = (seen: readonly Event[]) => seen.at(-1)?.type === 'mission.finished';
    const filters: EventFilter[] = [
      {},
      { type: ['task.*', 'mission.*'] },
      { type: ['run.finished', 'mission.finished'] },
      { projectId: 'p1' },
    ];
    const readers = filters.flatMap((filter, index) =>
      [0, 5, 20].map((speed) => {
        const after = speed * index * 3;
        const pauseMs = () => hub.clock.random() * speed;
        const reading = read({ feed, filter, after, until, ...(speed > 0 && { pauseMs }) });
        return { filter, after, reading };
      }),
    );
    for (let index = 0; index < total; index += 1) {
      const type = nouns[index % nouns.length] ?? 'task.changed';
      await emit(hub, { type, projectId: `p${index % 2}` });
      if (index % 40 === 0) await pause(10);
    }
    await emit(hub, { type: 'mission.finished', projectId: 'p1' });
    const all = await read({ feed: feedOf(), until });
    expect(seqs(all)).toEqual(Array.from({ length: total + 1 }, (_, index) => index + 1));
    for (const { filter, after, reading } of readers) {
      const expected = all.filter((event) => event.seq > after && matches(filter, event));
      expect(seqs(await reading)).toEqual(seqs(expected));
    }
    expect(feed.followers()).toBe(0);
  });

  it('does not hold up others behind a reader that takes nothing', async () => {
    const feed = feedOf();
    const gone = new AbortController();
    const { reader: store } = hub.store;
    const stuck = feed
      .follow({ tenant: 'local', filter: {}, after: 0, store, signal: gone.signal })
      [Symbol.asyncIterator]();
    const fast = read({ feed, until: (seen) => seen.length === 200 });
    const first = stuck.next();
    for (let index = 0; index < 200; index += 1) await emit(hub, changed);
    expect(await fast).toHaveLength(200);
    // What it gets when it comes back begins where it was, from the store.
    const seen = [...((await first).value ?? [])];
    while (seen.length < 200) seen.push(...((await stuck.next()).value ?? []));
    expect(seqs(seen)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    gone.abort();
    await stuck.return?.();
  });

  it('hands equal readers the very same arrays, whose events are the same for all', async () => {
    const feed = feedOf();
    const gone = new AbortController();
    const follow = (filter: EventFilter) =>
      feed
        .follow({
          tenant: 'local',
          filter,
          after: 0,
          store: hub.store.reader,
          signal: gone.signal,
        })
        [Symbol.asyncIterator]();
    const readers = [follow({}), follow({}), follow({ type: ['task.*'] })];
    const next = readers.map((reader) => reader.next());
    await pause(20);
    await emit(hub, changed, changed);
    const [a, b, c] = (await Promise.all(next)).map(({ value }) => value);
    expect(a).toBe(b);
    expect(c).not.toBe(a);
    expect(c?.[0]).toBe(a?.[0]);
    gone.abort();
  });

  it('tells events of a tenant to no other', async () => {
    const feed = feedOf();
    const gone = new AbortController();
    const { reader: store } = hub.store;
    const seen: Event[] = [];
    const reading = (async () => {
      const other = { tenant: 'acme', filter: {}, after: 0, store, signal: gone.signal };
      for await (const events of feed.follow(other)) seen.push(...events);
    })();
    await emit(hub, ...times(30));
    await read({ feed, until: (all) => all.length === 30 });
    gone.abort();
    await reading;
    expect(seen).toEqual([]);
  });
});

describe('a feed', () => {
  it('of another node hears of events without any hint', async () => {
    const deaf = feedOf({ hints: { listen: () => () => undefined } });
    const reading = read({ feed: deaf, until: (seen) => seen.length === 3 });
    await pause(20);
    const startedAt = performance.now();
    for (let index = 0; index < 3; index += 1) await emit(hub, changed);
    expect(seqs(await reading)).toEqual([1, 2, 3]);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('goes on by itself after the store could not be read', async () => {
    let failures = 0;
    let isBroken = false;
    const reader = hub.store.reader.withPlugin({
      transformQuery({ node }) {
        if (isBroken) throw new Error('out of reach');
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    const observer = {
      delivered: () => undefined,
      failed() {
        failures += 1;
      },
    };
    const feed = feedOf({ reader, observer });
    const reading = read({ feed, until: (seen) => seen.length === 2 });
    await pause(20);
    await emit(hub, changed);
    await pause(20);
    isBroken = true;
    await emit(hub, changed);
    await pause(100);
    expect(failures).toBeGreaterThan(0);
    isBroken = false;
    expect(seqs(await reading)).toEqual([1, 2]);
  });

  it('listens and looks only while somebody follows', async () => {
    let listeners = 0;
    const hints: EventFeedOptions['hints'] = {
      listen(topic, listener) {
        listeners += 1;
        const stop = hub.hub.hints.listen(topic, listener);
        return () => {
          listeners -= 1;
          stop();
        };
      },
    };
    const feed = feedOf({ hints });
    expect(listeners).toBe(0);
    for (let round = 0; round < 3; round += 1) {
      const reading = read({ feed, until: (seen) => seen.length > round });
      await pause(20);
      expect(listeners).toBe(1);
      await emit(hub, changed);
      await reading;
      expect(listeners).toBe(0);
    }
  });
});
