import { connect } from 'node:net';
import { operation, operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { emit, emitModule } from '../../../test/emit-module.ts';
import { type ServedHub, serveHub } from '../../../test/serve-hub.ts';
import { claimedTask } from '../../../test/tasks.ts';
import type { Module } from '../../module.ts';
import { stream } from '../../pipeline/handler.ts';

const itemChars = 64_000;
const flood = { sent: 0, isOver: false };
const floodModule: Module = {
  name: 'flood',
  migrations: [],
  handlers: [
    stream(
      operation({
        name: 'flood.watch',
        kind: 'stream',
        summary: 'Send without end.',
        permission: 'task:read',
        input: z.object({}),
        output: z.object({ text: z.string() }),
        errors: [],
        example: {},
      }),
      async function* () {
        try {
          for (;;) {
            flood.sent += 1;
            yield { text: 'x'.repeat(itemChars) };
          }
        } finally {
          flood.isOver = true;
        }
      },
    ),
  ],
};

let hub: ServedHub;
beforeEach(async () => {
  Object.assign(flood, { sent: 0, isOver: false });
  hub = await serveHub([floodModule, emitModule]);
});
afterEach(() => hub.destroy());

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Opens a stream and reads until `enough`, then cuts the connection in the middle. */
async function readFrames(
  path: string,
  enough: (frames: string[]) => boolean,
  lastEventId?: string,
): Promise<string[]> {
  const gone = new AbortController();
  const frames: string[] = [];
  const response = await fetch(`${hub.url}/api/v1${path}`, {
    headers: {
      authorization: `Bearer ${hub.owner}`,
      accept: 'text/event-stream',
      ...(lastEventId && { 'last-event-id': lastEventId }),
    },
    signal: gone.signal,
  });
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of response.body ?? []) {
    rest += decoder.decode(bytes as Uint8Array, { stream: true });
    const parts = rest.split('\n\n');
    rest = parts.pop() ?? '';
    frames.push(...parts.filter((part) => !part.startsWith(':')));
    if (enough(frames)) break;
  }
  gone.abort();
  return frames;
}

const idOf = (frame: string) => /^id: (\d+)$/m.exec(frame)?.[1];
const dataOf = (frame: string) => JSON.parse(/^data: (.*)$/m.exec(frame)?.[1] ?? 'null');

describe('events', () => {
  it('arrive once each and in order, however often the connection breaks', async () => {
    const total = 300;
    const writing = (async () => {
      for (let index = 0; index < total; index += 1) await emit(hub, { type: 'agent.registered' });
    })();
    const seen: number[] = [];
    let seed = 42;
    while (seen.length < total) {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      const want = Math.min(1 + (seed % 40), total - seen.length);
      const last = seen.at(-1);
      const frames = await readFrames(
        '/events/watch',
        (read) => read.length >= want,
        last === undefined ? undefined : String(last),
      );
      // What came after the cut was never seen by the reader, so it will come again.
      for (const frame of frames.slice(0, want)) {
        expect(dataOf(frame).seq).toBe(Number(idOf(frame)));
        seen.push(dataOf(frame).seq);
      }
    }
    await writing;
    expect(seen).toEqual(Array.from({ length: total }, (_, index) => index + 1));
  });

  it('stream from the list as well, to who accepts a stream', async () => {
    await emit(hub, { type: 'agent.registered' });
    const frames = await readFrames('/events?after=0', (read) => read.length >= 1);
    expect(dataOf(frames[0] ?? '')).toMatchObject({ seq: 1, type: 'agent.registered' });
  });

  it('ignore a place that is not one', async () => {
    await emit(hub, { type: 'agent.registered' });
    for (const last of ['abc', '-1', '1e3', '9'.repeat(30)]) {
      const frames = await readFrames('/events/watch', (read) => read.length >= 1, last);
      expect(idOf(frames[0] ?? '')).toBe('1');
    }
  });
});

describe('a log', () => {
  it('continues where the connection broke, and says when it is over', async () => {
    const { assignment } = await claimedTask(hub, 'MS-CQ-001');
    const { runId, fencingToken } = assignment.lease;
    const append = (offset: number, text: string) =>
      hub.hub.system('test').call(operations.appendRunLog, { runId, fencingToken, offset, text });
    await append(0, 'one ');
    const path = `/runs/${runId}/follow`;
    const first = await readFrames(path, (read) => read.length >= 1);
    expect(first.map(dataOf)).toMatchObject([{ offset: 0, text: 'one ' }]);
    await append(4, 'two');
    const task = assignment.task.id;
    await hub.hub.system('test').call(operations.settleTask, { taskId: task, status: 'failed' });
    const rest = await readFrames(
      path,
      (read) => read.at(-1)?.startsWith('event: end') === true,
      idOf(first[0] ?? ''),
    );
    expect(rest).toHaveLength(2);
    expect(dataOf(rest[0] ?? '')).toMatchObject({ offset: 4, text: 'two', isEnd: true });
  });

  it('of a run that is not there is an error in the stream', async () => {
    const path = `/runs/${hub.clock.newId('run')}/follow`;
    const frames = await readFrames(path, (read) => read.length >= 1);
    expect(frames[0]).toMatch(/^event: error\n/);
    expect(dataOf(frames[0] ?? '')).toMatchObject({ code: 'not_found', status: 404 });
  });
});

describe('a stream', () => {
  it('is refused like any call before it starts', async () => {
    const url = `${hub.url}/api/v1/events/watch`;
    expect((await fetch(url)).status).toBe(401);
    const headers = { authorization: `Bearer ${hub.runner}` };
    expect((await fetch(url, { headers })).status).toBe(403);
    const authorised = { authorization: `Bearer ${hub.owner}` };
    expect((await fetch(`${url}?type=nothing`, { headers: authorised })).status).toBe(400);
    expect((await fetch(url, { method: 'HEAD', headers: authorised })).status).toBe(404);
  });

  it('waits for a reader that is slow, and ends when it goes away', async () => {
    const socket = connect(Number(new URL(hub.url).port), '127.0.0.1');
    socket.write(
      `GET /api/v1/floods/watch HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${hub.owner}\r\n\r\n`,
    );
    await new Promise((resolve) => socket.once('readable', resolve));
    await pause(300);
    const buffered = flood.sent;
    await pause(300);
    expect(flood.sent).toBe(buffered);
    // What the kernel holds for both sides, and one more.
    expect(buffered * itemChars).toBeLessThan(32 * 1024 * 1024);
    socket.resume();
    await pause(200);
    expect(flood.sent).toBeGreaterThan(buffered);
    socket.destroy();
    await expect.poll(() => flood.isOver).toBe(true);
  });

  it('ends when the listener closes', async () => {
    const reading = readFrames('/events/watch', () => false).catch(() => 'cut');
    await pause(100);
    const startedAt = performance.now();
    await hub.app.close();
    await reading;
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});
