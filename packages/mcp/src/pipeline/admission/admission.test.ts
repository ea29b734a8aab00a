import { operations } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { type Served, type Stream, simulateLoad } from '../../../test/simulated-load.ts';
import { createAdmission } from './admission.ts';
import { laneOf, laneOfRequest } from './lane.ts';
import { admissionLimits } from './limits.ts';

const callMs = 0.5;
const hub = { callMs, refusalMs: 0.03 };
const capacity = 1_000 / callMs;
const seconds = 3;

const stream = (name: string, perSecond: number, change: Partial<Stream> = {}): Stream => ({
  caller: { tenant: 'local', name },
  lane: 'command',
  perSecond,
  from: 0,
  to: seconds * 1_000,
  ...change,
});
const accepted = (served: readonly Served[], name?: string) =>
  served.filter(
    (call) => call.isAccepted && (name === undefined || call.stream.caller.name === name),
  );
const latencies = (served: readonly Served[]) =>
  served.map(({ arrivedAt, doneAt }) => doneAt - arrivedAt).toSorted((a, b) => a - b);
const p99 = (served: readonly Served[]) => {
  const all = latencies(served);
  return all[Math.ceil(all.length * 0.99) - 1] ?? 0;
};
const perSecond = (served: readonly Served[]) =>
  served.length / (Math.max(...served.map(({ doneAt }) => doneAt)) / 1_000);

describe('under load', () => {
  it('refuses nothing below capacity', async () => {
    const served = await simulateLoad(hub, [
      stream('a', capacity * 0.4),
      stream('b', capacity * 0.5),
    ]);
    expect(accepted(served)).toHaveLength(served.length);
    expect(p99(served)).toBeLessThan(20);
  });

  it.each([2, 3])('of %i times its capacity it still does what it can, in time', async (factor) => {
    const served = await simulateLoad(hub, [stream('a', capacity * factor)]);
    const goodput = perSecond(accepted(served));
    expect(goodput).toBeGreaterThan(capacity * 0.8);
    expect(p99(accepted(served))).toBeLessThan(250);
    // Refusals come at once: whoever is refused did not wait for it.
    const refused = served.filter((call) => !call.isAccepted);
    expect(refused.length).toBeGreaterThan(0);
    expect(p99(refused)).toBeLessThan(120);
  });

  it('does not end up doing nothing but refuse, however dear that is', async () => {
    const dear = { callMs: 0.2, refusalMs: 0.05 };
    for (const factor of [2, 3]) {
      const served = await simulateLoad(dear, [stream('a', 5_000 * factor)]);
      // What is left once every refusal is paid for, less a fifth.
      const refusals = served.filter((call) => !call.isAccepted).length;
      const left = 1 - ((refusals / seconds) * dear.refusalMs) / 1_000;
      expect(perSecond(accepted(served))).toBeGreaterThan(5_000 * left * 0.8);
      expect(p99(accepted(served))).toBeLessThan(500);
    }
  });

  it('lets a burst in whole that it gets done in time', async () => {
    const burst = stream('a', 100_000, { to: 3 });
    const served = await simulateLoad(hub, [burst]);
    expect(served).toHaveLength(300);
    expect(accepted(served)).toHaveLength(300);
  });

  it('a caller that sends too much is refused, and no other', async () => {
    const served = await simulateLoad(hub, [
      stream('noisy', capacity * 3),
      stream('quiet', capacity * 0.1),
      stream('other', capacity * 0.1, { caller: { tenant: 'acme', name: 'other' } }),
    ]);
    for (const name of ['quiet', 'other']) {
      const sent = served.filter((call) => call.stream.caller.name === name);
      expect(accepted(served, name).length / sent.length).toBeGreaterThan(0.99);
      expect(p99(sent)).toBeLessThan(150);
    }
    expect(perSecond(accepted(served, 'noisy'))).toBeGreaterThan(capacity * 0.55);
  });

  it('shares what there is evenly between callers that all want more', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const served = await simulateLoad(
      hub,
      names.map((name, index) => stream(name, capacity * (0.5 + index * 0.3))),
    );
    const rates = names.map((name) => accepted(served, name).length);
    expect(Math.min(...rates) / Math.max(...rates)).toBeGreaterThan(0.85);
  });

  it('never refuses or delays what keeps a lease alive', async () => {
    const heartbeats = stream('noisy', 100, { lane: 'vital' });
    const served = await simulateLoad(hub, [stream('noisy', capacity * 3), heartbeats]);
    const vital = served.filter((call) => call.stream.lane === 'vital');
    expect(vital).toHaveLength(100 * seconds);
    expect(vital.every(({ isAccepted }) => isAccepted)).toBe(true);
    expect(p99(vital)).toBeLessThan(120);
  });

  it('lets all in again as soon as the load is over', async () => {
    const served = await simulateLoad(hub, [
      stream('a', capacity * 3, { to: 1_000 }),
      stream('b', capacity * 0.5, { from: 1_300, to: 2_000 }),
    ]);
    const later = served.filter((call) => call.stream.caller.name === 'b');
    expect(accepted(later)).toHaveLength(later.length);
  });
});

describe('a hub that got stuck', () => {
  it('refuses what waited too long, also while nothing ends', async () => {
    const timers: (() => void)[] = [];
    let now = 0;
    const admission = createAdmission({
      now: () => now,
      random: () => 0,
      nextTurn: (work) => void Promise.resolve().then(work),
      after: (_ms, work) => {
        timers.push(work);
        return () => undefined;
      },
    });
    const caller = { tenant: 'local', name: 'a' };
    const most = admissionLimits.underWay.query;
    for (let index = 0; index < most; index += 1) await admission.enter(caller, 'query');
    const late = admission.enter(caller, 'query');
    const gone = new AbortController();
    const left = admission.enter({ tenant: 'local', name: 'b' }, 'query', gone.signal);
    expect(admission.waiting('query')).toBe(2);
    now += admissionLimits.burstWaitMs + 1;
    for (const work of timers.splice(0)) work();
    for (const refused of [late, left]) {
      await expect(refused).rejects.toMatchObject({
        code: 'rate_limited',
        details: { retryAfterMs: expect.any(Number), reason: 'overload' },
      });
    }
    expect(admission.waiting('query')).toBe(0);
  });
});

describe('lanes', () => {
  it('of whatever renews or ends a lease are vital, by operation and by request alike', () => {
    for (const operation of [
      operations.heartbeatTask,
      operations.finishRun,
      operations.releaseTask,
    ]) {
      expect(laneOf(operation)).toBe('vital');
    }
    expect(laneOf(operations.claimTask)).toBe('command');
    expect(laneOf(operations.listTasks)).toBe('query');
    expect(laneOfRequest('POST', '/api/v1/tasks/tsk_1/heartbeat')).toBe('vital');
    expect(laneOfRequest('POST', '/api/v1/tasks/heartbeat/show?x=/renew')).toBe('command');
    expect(laneOfRequest('GET', '/api/v1/tasks?limit=5')).toBe('query');
  });
});
