import { MosaicError } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { readEventStream } from './event-stream.ts';

const eventStream = { headers: { 'content-type': 'text/event-stream; charset=utf-8' } };

/** A connection that gives these bytes and then ends, or breaks. */
function connection(text: string, breaks = false, bytesAtOnce = 7): Response {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at < bytes.length) {
        controller.enqueue(bytes.slice(at, at + bytesAtOnce));
        at += bytesAtOnce;
      } else if (breaks) controller.error(new Error('reset'));
      else controller.close();
    },
  });
  return new Response(body, eventStream);
}

/** Reads a stream whose connections are given one by one; tells the places it resumed from. */
function reading(connections: (() => Response)[], signal?: AbortSignal) {
  const resumed: (string | undefined)[] = [];
  const states: string[] = [];
  const items = readEventStream(
    async (headers) => {
      resumed.push(headers['last-event-id']);
      const next = connections.shift();
      if (!next) throw new MosaicError('forbidden', 'no more connections');
      return next();
    },
    { onConnection: (state) => states.push(state), ...(signal && { signal }) },
  );
  return { resumed, states, items };
}

const event = (seq: number) => `id: ${seq}\ndata: {"seq":${seq},"text":"Grüße 🎉"}\n\n`;
const end = 'event: end\ndata: {}\n\n';

describe('a stream', () => {
  it('yields items however the bytes were cut', async () => {
    for (const bytesAtOnce of [1, 2, 3, 1_000]) {
      const { items } = reading([() => connection(event(1) + event(2) + end, false, bytesAtOnce)]);
      expect(await Array.fromAsync(items)).toEqual([
        { seq: 1, text: 'Grüße 🎉' },
        { seq: 2, text: 'Grüße 🎉' },
      ]);
    }
  });

  it('goes on after the last item it saw, whether the connection broke or ended', async () => {
    const { items, resumed, states } = reading([
      () => connection(event(1) + event(2), true),
      () => connection(`${event(3)}id: 4\ndata: {"se`),
      () => connection(event(4) + end),
    ]);
    const seqs = (await Array.fromAsync(items)).map((item) => (item as { seq: number }).seq);
    expect(seqs).toEqual([1, 2, 3, 4]);
    expect(resumed).toEqual([undefined, '2', '3']);
    expect(states).toEqual(['open', 'lost', 'open', 'lost', 'open']);
  });

  it('tries again while the hub is away', async () => {
    const { items } = reading([
      () => {
        throw new MosaicError('unavailable', 'No hub answers.');
      },
      () => connection(event(1) + end),
    ]);
    expect(await Array.fromAsync(items)).toHaveLength(1);
  });

  it.each(['forbidden', 'not_found', 'invalid_input', 'unauthenticated'] as const)(
    'ends with %s, which another attempt would not change',
    async (code) => {
      const { items, resumed } = reading([
        () => {
          throw new MosaicError(code, 'No.');
        },
      ]);
      await expect(Array.fromAsync(items)).rejects.toMatchObject({ code });
      expect(resumed).toHaveLength(1);
    },
  );

  it('ends with the failure that the hub reports inside it', async () => {
    const problem = JSON.stringify({ code: 'not_found', detail: 'There is no run.' });
    const { items } = reading([() => connection(`event: error\ndata: ${problem}\n\n`)]);
    await expect(Array.fromAsync(items)).rejects.toMatchObject({
      code: 'not_found',
      message: 'There is no run.',
    });
  });

  it('ends when another program answers', async () => {
    const { items, resumed } = reading([() => Response.json({ hello: 'world' })]);
    await expect(Array.fromAsync(items)).rejects.toMatchObject({ code: 'unavailable' });
    expect(resumed).toHaveLength(1);
  });

  it('ends at once, and well, when the caller stops it', async () => {
    const stop = new AbortController();
    const { items } = reading(
      [() => connection(event(1)), () => connection(event(2))],
      stop.signal,
    );
    const seen: unknown[] = [];
    for await (const item of items) {
      seen.push(item);
      stop.abort();
    }
    expect(seen).toHaveLength(1);
  });
});
