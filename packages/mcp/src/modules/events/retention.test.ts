import { type Event, operations } from '@mosaic/contract';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emit, emitModule } from '../../../test/emit-module.ts';
import { openSmallHub, type SmallHub } from '../../../test/small-hub.ts';
import { eventLimits } from './limits.ts';
import { isForgotten } from './retention.ts';

let hub: SmallHub;
beforeEach(async () => {
  hub = await openSmallHub([emitModule]);
});
afterEach(() => hub.destroy());

const system = () => hub.hub.system('test');
const prune = (input: object) => system().call(operations.pruneEvents, input);
const range = async () => {
  const { firstSeq, lastSeq } = await system().call(operations.listEvents, { after: 999_999 });
  return { firstSeq, lastSeq };
};

async function fill(count: number): Promise<void> {
  for (let done = 0; done < count; done += 500) {
    await emit(hub, ...Array.from({ length: 500 }, () => ({ type: 'task.changed' as const })));
  }
}

async function firstOf(input: object): Promise<Event> {
  const gone = new AbortController();
  const call = { operation: 'event.watch', token: hub.owner, surface: 'rest' as const, input };
  for await (const item of await hub.hub.stream({ ...call, signal: gone.signal })) {
    gone.abort();
    return item as Event;
  }
  throw new Error('ended');
}

describe('retention', () => {
  it('forgets the oldest beyond the count, in whole steps, and says where events begin', async () => {
    await fill(3 * eventLimits.pruneStep);
    const countMax = eventLimits.pruneStep + 500;
    const firstSeq = eventLimits.pruneStep + 1;
    expect(await prune({ countMax })).toEqual({ removed: eventLimits.pruneStep, firstSeq });
    expect((await range()).firstSeq).toBe(firstSeq);
    expect(await prune({ countMax })).toEqual({ removed: 0, firstSeq });
  });

  it('forgets what is too old, never the last event, and never numbers anew', async () => {
    await fill(2 * eventLimits.pruneStep);
    hub.clock.advance(1_000);
    await prune({ ageMsMax: 999 });
    expect((await range()).firstSeq).toBe(eventLimits.pruneStep + 1);
    await emit(hub, { type: 'task.changed' });
    const { items } = await system().call(operations.listEvents, {
      after: 2 * eventLimits.pruneStep,
    });
    expect(items.map(({ seq }) => seq)).toEqual([2 * eventLimits.pruneStep + 1]);
  });

  it('tells who resumes before what is kept, instead of leaving a gap', async () => {
    await fill(2 * eventLimits.pruneStep);
    const { firstSeq } = await prune({ countMax: 1 });
    expect(firstSeq).toBe(eventLimits.pruneStep + 1);
    const lastSeq = 2 * eventLimits.pruneStep;
    await expect(firstOf({ after: 5 })).rejects.toMatchObject({
      code: 'gone',
      details: { firstSeq, lastSeq },
    });
    // The last that is known is the one before the first that is kept: nothing was missed.
    expect((await firstOf({ after: firstSeq - 1 })).seq).toBe(firstSeq);
    expect((await firstOf({})).seq).toBe(firstSeq);
  });

  it('decides alike for an event and all before it, and always keeps the last', () => {
    const number = fc.integer({ min: 0, max: 1_000 });
    fc.assert(
      fc.property(number, number, number, number, number, (seq, at, ahead, oldestAt, countMax) => {
        const retention = { lastSeq: seq + ahead, oldestAt, countMax: countMax + 1 };
        const isGone = isForgotten({ seq, at }, retention);
        expect(isForgotten({ seq: retention.lastSeq, at }, retention)).toBe(false);
        if (isGone && seq > 0) expect(isForgotten({ seq: seq - 1, at }, retention)).toBe(true);
        // What may be kept is: young and within the count.
        if (at >= oldestAt && ahead < retention.countMax) expect(isGone).toBe(false);
      }),
    );
  });
});
