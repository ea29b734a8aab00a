import { type Event, operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmittedEvent, emit, emitAndFail, emitModule } from '../../../test/emit-module.ts';
import { openSmallHub, type SmallHub } from '../../../test/small-hub.ts';

let hub: SmallHub;
beforeEach(async () => {
  hub = await openSmallHub([emitModule]);
});
afterEach(() => hub.destroy());

const changed: EmittedEvent = { type: 'task.changed' };
const system = () => hub.hub.system('test');
const list = (input: object = {}) => system().call(operations.listEvents, input);

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
const times = (count: number): EmittedEvent[] => Array.from({ length: count }, () => changed);

describe('event.list', () => {
  it('numbers events without a gap, in the order they were committed', async () => {
    await Promise.all(upTo(30).map(() => emit(hub, changed)));
    const { items, lastSeq, firstSeq } = await list();
    expect(items.map(({ seq }) => seq)).toEqual(upTo(30));
    expect({ firstSeq, lastSeq }).toEqual({ firstSeq: 1, lastSeq: 30 });
  });

  it('leaves no gap behind a command that failed', async () => {
    await emit(hub, changed);
    await expect(emitAndFail(hub, changed)).rejects.toMatchObject({ code: 'internal' });
    await emit(hub, changed);
    expect((await list()).items.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('continues after a number', async () => {
    await emit(hub, ...times(5));
    const first = await list({ limit: 2 });
    expect(first.lastSeq).toBe(2);
    const rest = await list({ after: first.lastSeq });
    expect([...first.items, ...rest.items]).toEqual((await list()).items);
    expect(await list({ after: 99 })).toEqual({ items: [], lastSeq: 99, firstSeq: 1 });
  });

  it('goes on behind what it looked at, also where nothing matched', async () => {
    await emit(hub, ...times(5));
    const { items, lastSeq } = await list({ type: 'run.finished' });
    expect({ items, lastSeq }).toEqual({ items: [], lastSeq: 5 });
    await emit(hub, { type: 'run.finished' });
    expect((await list({ type: 'run.finished', after: lastSeq })).items).toHaveLength(1);
  });

  it('says what is wrong with a type it does not know', async () => {
    for (const type of ['nothing', 'task', 'task.', '*', 'tas*', 'task.*,foo.bar', '']) {
      await expect(list({ type })).rejects.toMatchObject({ code: 'invalid_input' });
    }
    await expect(list({ type: 'task.gone' })).rejects.toThrow('task.* for all of a noun');
  });
});

describe('event.watch', () => {
  it('delivers each event once while others are being committed, also to who comes late', async () => {
    const total = 400;
    const readers = [readSeqs({}, total)];
    for (let index = 0; index < total; index += 1) {
      await emit(hub, changed);
      if (index % 80 === 0) readers.push(readSeqs({}, total));
    }
    readers.push(readSeqs({}, total));
    for (const seqs of await Promise.all(readers)) expect(seqs).toEqual(upTo(total));
  });

  it('continues after the number it is given', async () => {
    await emit(hub, ...times(20));
    expect(await readSeqs({ after: 13 }, 7)).toEqual(upTo(20, 14));
  });

  it('delivers only what was asked for', async () => {
    const reading = readSeqs({ missionId: 'msn_1', type: 'task.settled,run.*' }, 2);
    await emit(hub, changed, { type: 'task.settled', missionId: 'msn_2' });
    await emit(hub, { type: 'run.finished', missionId: 'msn_1' }, { type: 'run.finished' });
    await emit(hub, { type: 'task.settled', missionId: 'msn_1' });
    expect(await reading).toEqual([3, 5]);
  });

  it('delivers within 50 ms of the commit', async () => {
    const gone = new AbortController();
    const events = (await watch({}, gone.signal))[Symbol.asyncIterator]();
    const delays: number[] = [];
    for (let index = 0; index < 20; index += 1) {
      const next = events.next();
      await new Promise((resolve) => setTimeout(resolve, 5));
      await emit(hub, changed);
      const committedAt = performance.now();
      await next;
      delays.push(performance.now() - committedAt);
    }
    gone.abort();
    expect(delays.toSorted((a, b) => a - b)[10]).toBeLessThan(50);
  });

  it('ends when the reader goes away', async () => {
    const gone = new AbortController();
    const ended = Array.fromAsync(await watch({}, gone.signal));
    await new Promise((resolve) => setTimeout(resolve, 20));
    gone.abort();
    expect(await ended).toEqual([]);
  });

  it('tells readers to go on elsewhere when the hub stops', async () => {
    const ended = Array.fromAsync(await watch({}, new AbortController().signal));
    const refused = expect(ended).rejects.toMatchObject({ code: 'unavailable' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await hub.close();
    await refused;
  });
});
