import { type Event, operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimedTask, missionId, newTask, registerRunner } from '../../../test/tasks.ts';
import { openTestHub, type TestHub } from '../../../test/test-hub.ts';

let hub: TestHub;
beforeEach(async () => {
  hub = await openTestHub();
});
afterEach(() => hub.destroy());

const list = (input: object = {}) => hub.hub.system('test').call(operations.listEvents, input);

async function watch(input: object, signal: AbortSignal): Promise<AsyncIterable<Event>> {
  const token = hub.owner;
  const call = { operation: 'event.watch', input, token, surface: 'rest' as const, signal };
  return (await hub.hub.stream(call)) as AsyncIterable<Event>;
}

/** Reads a stream until it has delivered so many events. */
async function readSeqs(input: object, count: number): Promise<number[]> {
  const gone = new AbortController();
  const seqs: number[] = [];
  for await (const event of await watch(input, gone.signal)) {
    seqs.push(event.seq);
    if (seqs.length >= count) break;
  }
  gone.abort();
  return seqs;
}

const upTo = (last: number, first = 1) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('event.list', () => {
  it('numbers events without a gap, in the order they were committed', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, index) => registerRunner(hub, `r${index}`)));
    const { items, lastSeq } = await list();
    expect(items.map(({ seq }) => seq)).toEqual(upTo(30));
    expect(lastSeq).toBe(30);
  });

  it('leaves no gap behind a command that failed', async () => {
    await registerRunner(hub, 'first');
    await newTask(hub, 'MS-CQ-001');
    await expect(newTask(hub, 'MS-CQ-001')).rejects.toMatchObject({ code: 'internal' });
    await registerRunner(hub, 'second');
    expect((await list()).items.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('filters by type, mission and project, and continues after a number', async () => {
    await claimedTask(hub, 'MS-CQ-001');
    const { items } = await list({ missionId });
    expect(items.map(({ type }) => type)).toEqual(['task.added', 'task.offered', 'task.claimed']);
    expect((await list({ type: 'task.offered' })).items).toHaveLength(1);
    expect((await list({ projectId: 'prj_other' })).items).toEqual([]);
    const first = await list({ limit: 2 });
    const rest = await list({ after: first.lastSeq });
    expect([...first.items, ...rest.items]).toEqual((await list()).items);
    expect(await list({ after: 99 })).toEqual({ items: [], lastSeq: 99 });
  });
});

describe('event.watch', () => {
  it('delivers each event once while others are being committed, also to who comes late', async () => {
    const total = 400;
    const readers = [readSeqs({}, total)];
    for (let index = 0; index < total; index += 1) {
      await registerRunner(hub, `r${index}`);
      if (index % 80 === 0) readers.push(readSeqs({}, total));
    }
    readers.push(readSeqs({}, total));
    for (const seqs of await Promise.all(readers)) expect(seqs).toEqual(upTo(total));
  });

  it('continues after the number it is given', async () => {
    for (let index = 0; index < 20; index += 1) await registerRunner(hub, `r${index}`);
    expect(await readSeqs({ after: 13 }, 7)).toEqual(upTo(20, 14));
  });

  it('delivers only what was asked for', async () => {
    await claimedTask(hub, 'MS-CQ-001');
    const reading = readSeqs({ missionId, type: 'task.settled' }, 1);
    await registerRunner(hub, 'other');
    const task = await newTask(hub, 'MS-CQ-002');
    await hub.hub.system('test').call(operations.settleTask, { taskId: task, status: 'done' });
    const [seq] = await reading;
    expect((await list({ after: (seq ?? 0) - 1, limit: 1 })).items[0]?.type).toBe('task.settled');
  });

  it('delivers within 50 ms of the commit', async () => {
    const gone = new AbortController();
    const events = (await watch({}, gone.signal))[Symbol.asyncIterator]();
    const delays: number[] = [];
    for (let index = 0; index < 20; index += 1) {
      const next = events.next();
      await new Promise((resolve) => setTimeout(resolve, 5));
      await registerRunner(hub, `r${index}`);
      const committedAt = performance.now();
      await next;
      delays.push(performance.now() - committedAt);
    }
    gone.abort();
    expect(delays.toSorted((a, b) => a - b)[10]).toBeLessThan(50);
  });

  it('ends when the reader goes away, and leaves no listener behind', async () => {
    const gone = new AbortController();
    const ended = Array.fromAsync(await watch({}, gone.signal));
    await new Promise((resolve) => setTimeout(resolve, 20));
    gone.abort();
    expect(await ended).toEqual([]);
  });

  it('ends when the hub stops', async () => {
    const ended = Array.fromAsync(await watch({}, new AbortController().signal));
    await new Promise((resolve) => setTimeout(resolve, 20));
    await hub.close();
    expect(await ended).toEqual([]);
  });
});
