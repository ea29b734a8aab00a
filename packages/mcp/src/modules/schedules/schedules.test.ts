import { operations, type Timing } from '@mosaic/contract';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobsOf } from '../../../test/jobs.ts';
import { openTestHub, type TestHub } from '../../../test/test-hub.ts';
import { dueOccurrences, nextOccurrence } from './rules.ts';

let hub: TestHub;
beforeEach(async () => {
  hub = await openTestHub();
});
afterEach(() => hub.destroy());

const system = () => hub.hub.system('test');
const minute: Timing = { kind: 'every', everyMs: 60_000 };
const add = (more: object = {}) =>
  system().call(operations.addSchedule, {
    name: 'index',
    timing: minute,
    task: { title: 'Index', payload: { full: true } },
    ...more,
  });
const enqueue = async () => (await system().call(operations.enqueueSchedules, {})).enqueued;
const keys = async () =>
  (await system().call(operations.listTasks, { kind: 'job' })).items.map(({ key }) => key);

describe('a schedule', () => {
  it('submits each occurrence once, whoever asks how often', async () => {
    const { id, nextAt } = await add();
    expect(Date.parse(nextAt ?? '')).toBe(hub.clock.now() + 60_000);
    expect(await enqueue()).toBe(0);
    for (let round = 0; round < 3; round += 1) {
      hub.clock.advance(60_000);
      expect(await enqueue()).toBe(1);
      expect(await enqueue()).toBe(0);
    }
    expect(new Set(await keys()).size).toBe(3);
    const shown = await system().call(operations.showSchedule, { scheduleId: id });
    expect(shown).toMatchObject({ enqueued: 3, lastError: null });
    const [task] = (await system().call(operations.listTasks, {})).items;
    expect(task?.job).toMatchObject({ payload: { full: true }, scheduleId: id });
  });

  it('that is paused submits nothing, and makes up for nothing when it goes on', async () => {
    const { id: scheduleId } = await add({ catchUp: 'all' });
    await system().call(operations.pauseSchedule, { scheduleId });
    hub.clock.advance(10 * 60_000);
    expect(await enqueue()).toBe(0);
    await system().call(operations.resumeSchedule, { scheduleId });
    expect(await enqueue()).toBe(0);
    hub.clock.advance(60_000);
    expect(await enqueue()).toBe(1);
  });

  it.each([
    ['all', 10],
    ['last', 1],
    ['skip', 0],
  ] as const)('that was missed for long catches up by the policy %s', async (catchUp, expected) => {
    await add({ catchUp, timing: { kind: 'every', everyMs: 600_000 } });
    hub.clock.advance(10 * 600_000 + 300_000);
    expect(await enqueue()).toBe(expected);
    expect(await enqueue()).toBe(0);
    hub.clock.advance(300_000);
    expect(await enqueue()).toBe(1);
  });

  it('follows the clock on the wall where it was made for, through a change of it', async () => {
    const berlin: Timing = { kind: 'cron', expression: '0 3 * * *', timeZone: 'Europe/Berlin' };
    const from = Date.UTC(2026, 2, 27, 12);
    const first = nextOccurrence(berlin, from, from) ?? 0;
    const second = nextOccurrence(berlin, from, first) ?? 0;
    expect(new Date(first).toISOString()).toBe('2026-03-28T02:00:00.000Z');
    expect(new Date(second).toISOString()).toBe('2026-03-29T01:00:00.000Z');
  });

  it('whose timing cannot be read is refused, saying why', async () => {
    for (const timing of [
      { kind: 'cron', expression: 'now and then' },
      { kind: 'cron', expression: '0 3 * * *', timeZone: 'Mars/Olympus' },
    ]) {
      await expect(add({ timing })).rejects.toMatchObject({ code: 'invalid_input' });
    }
    expect((await system().call(operations.listSchedules, {})).items).toEqual([]);
  });

  it('has a name of its own', async () => {
    await add();
    await expect(add()).rejects.toMatchObject({ code: 'conflict' });
  });

  it('that cannot submit holds up no other, and tells why', async () => {
    const payload = { text: 'x'.repeat(65_000) };
    const { id: scheduleId } = await add({ name: 'big', task: { title: 'Big', payload } });
    await add();
    hub.clock.advance(60_000);
    expect(await enqueue()).toBe(1);
    const { lastError } = await system().call(operations.showSchedule, { scheduleId });
    expect(lastError).toContain('characters');
  });

  it('serves each tenant by itself', async () => {
    const acme = hub.hub.system('test', { tenant: 'acme' });
    await add();
    await acme.call(operations.addSchedule, {
      name: 'index',
      timing: minute,
      task: { title: 'Other' },
    });
    hub.clock.advance(60_000);
    expect(await enqueue()).toBe(2);
    expect(await keys()).toHaveLength(1);
    expect((await acme.call(operations.listTasks, {})).items).toHaveLength(1);
  });

  it('is named where its job waits, when it is paused', async () => {
    const { id: scheduleId } = await add();
    hub.clock.advance(60_000);
    await enqueue();
    await system().call(operations.pauseSchedule, { scheduleId });
    const [task] = (await system().call(operations.listTasks, {})).items;
    const { notes } = await jobsOf(hub).explain(task?.id ?? '');
    expect(notes).toEqual([expect.stringContaining('paused')]);
  });
});

describe('occurrences', () => {
  const everyMs = fc.integer({ min: 1_000, max: 100_000 });

  it('are never enqueued early, twice or out of order, however late somebody looks', () => {
    fc.assert(
      fc.property(
        everyMs,
        fc.constantFrom('all' as const, 'last' as const, 'skip' as const),
        fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 20 }),
        (every, catchUp, pauses) => {
          const timing: Timing = { kind: 'every', everyMs: every };
          let now = 0;
          let nextAt = nextOccurrence(timing, 0, 0);
          let last = 0;
          for (const pause of pauses) {
            now += pause;
            if (nextAt === null || nextAt > now) continue;
            const due = dueOccurrences(timing, catchUp, 0, nextAt, now);
            for (const occurrence of due.occurrences) {
              expect(occurrence).toBeGreaterThan(last);
              expect(occurrence).toBeLessThanOrEqual(now);
              expect(occurrence % every).toBe(0);
              if (catchUp === 'all') expect(occurrence - last).toBe(every);
              last = occurrence;
            }
            if (due.occurrences.length < 100) expect(due.nextAt).toBeGreaterThan(now);
            nextAt = due.nextAt;
          }
        },
      ),
    );
  });
});
