import { type Event, MosaicError } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import type { Hub } from '../data/hub.ts';
import { followEvents } from './follow-events.ts';

/** A hub whose stream breaks after every `chunk` events, repeating the last one on reconnect. */
function breakingHub(total: number, chunk: number) {
  const asked: number[] = [];
  const stream = async function* (_operation: unknown, input: { after: number }) {
    asked.push(input.after);
    const start = Math.max(1, input.after);
    for (let seq = start; seq < start + chunk + 1 && seq <= total; seq += 1) {
      yield { seq } as Event;
    }
    throw new TypeError('connection lost');
  };
  return { asked, hub: { stream, call: undefined } as unknown as Hub };
}

describe('followEvents', () => {
  it('delivers every event once over a connection that keeps breaking', async () => {
    const { hub, asked } = breakingHub(50, 7);
    const stop = new AbortController();
    const seen: number[] = [];
    await followEvents({
      hub,
      after: 0,
      signal: stop.signal,
      reopenDelayMs: { first: 1, max: 4 },
      wait: async () => {},
      onConnection: () => {},
      onRefused: () => expect.fail('not refused'),
      onGap: () => expect.fail('no gap'),
      onEvent: (event) => {
        seen.push(event.seq);
        if (event.seq === 50) stop.abort();
      },
    });
    expect(seen).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(asked.length).toBeGreaterThan(5);
  });

  it('waits longer each time the hub stays away, up to the bound', async () => {
    const { hub } = breakingHub(0, 1);
    const stop = new AbortController();
    const waits: number[] = [];
    await followEvents({
      hub,
      after: 9,
      signal: stop.signal,
      reopenDelayMs: { first: 500, max: 3_000 },
      wait: async (delayMs) => {
        waits.push(delayMs);
        if (waits.length === 5) stop.abort();
      },
      onConnection: () => {},
      onRefused: () => expect.fail('not refused'),
      onGap: () => expect.fail('no gap'),
      onEvent: () => expect.fail('no event'),
    });
    expect(waits).toEqual([500, 1_000, 2_000, 3_000, 3_000]);
  });

  it('ends when the token is refused instead of knocking for ever', async () => {
    let isRefused = false;
    await followEvents({
      hub: {
        // biome-ignore lint/correctness/useYield: a stream that is refused before its first item.
        stream: async function* () {
          throw new MosaicError('unauthenticated', 'Unknown token.');
        },
      } as unknown as Hub,
      after: 0,
      signal: new AbortController().signal,
      reopenDelayMs: { first: 1, max: 4 },
      onConnection: () => {},
      wait: async () => expect.fail('must not wait'),
      onRefused: () => {
        isRefused = true;
      },
      onGap: () => expect.fail('no gap'),
      onEvent: () => {},
    });
    expect(isRefused).toBe(true);
  });

  it('has the page read anew and goes on at the end when events were forgotten', async () => {
    const stop = new AbortController();
    const asked: number[] = [];
    const seen: number[] = [];
    let gaps = 0;
    await followEvents({
      hub: {
        stream: async function* (_operation: unknown, { after }: { after: number }) {
          asked.push(after);
          const details = { firstSeq: 500, lastSeq: 900 };
          if (after < 499) throw new MosaicError('gone', 'Forgotten.', { details });
          yield { seq: after + 1 } as Event;
        },
      } as unknown as Hub,
      after: 7,
      signal: stop.signal,
      reopenDelayMs: { first: 1, max: 4 },
      onConnection: () => {},
      wait: async () => {},
      onRefused: () => expect.fail('not refused'),
      onGap: () => {
        gaps += 1;
      },
      onEvent: (event) => {
        seen.push(event.seq);
        stop.abort();
      },
    });
    expect({ asked, seen, gaps }).toEqual({ asked: [7, 900], seen: [901], gaps: 1 });
  });
});
