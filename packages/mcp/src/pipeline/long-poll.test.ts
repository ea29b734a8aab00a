import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { operation } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entriesModule, entryOperations } from '../../test/entries-module.ts';
import { openTestHub, type TestHub } from '../../test/test-hub.ts';
import type { Module } from '../module.ts';
import { command } from './handler.ts';

let hub: TestHub;
beforeEach(async () => {
  hub = await openTestHub([entriesModule, racingModule]);
});
afterEach(() => hub.destroy());

/** Finds nothing, and in that very moment, before it can wait, somebody else adds an entry. */
const racingModule: Module = {
  name: 'racing',
  migrations: [],
  handlers: [
    command(
      operation({ ...entryOperations.wait, name: 'entry.race' }),
      async (context) => {
        const rows = await context.store.selectFrom('entry').selectAll().execute();
        return { count: rows.length };
      },
      {
        longPoll: {
          topic: 'entries',
          waitMs: ({ waitMs }) => waitMs,
          isEmpty: ({ count }) => {
            if (count === 0) addFromElsewhere();
            return count === 0;
          },
        },
      },
    ),
  ],
};

function addFromElsewhere(): void {
  if (hub.store.dialect === 'postgres') {
    const added = hub.store.write((store) =>
      store.insertInto('entry').values({ text: 'elsewhere' }).execute(),
    );
    void added.then(() => hub.hub.hints.publish('entries'));
    return;
  }
  const database = new DatabaseSync(join(hub.home, 'hub.sqlite'));
  database.exec("insert into entry (text) values ('elsewhere')");
  database.close();
  hub.hub.hints.publish('entries');
}

const wait = (waitMs: number, signal?: AbortSignal) =>
  hub.hub.call({
    operation: 'entry.wait',
    input: { waitMs },
    token: hub.owner,
    surface: 'rest',
    ...(signal && { signal }),
  });
const add = () =>
  hub.hub.call({ operation: 'entry.add', input: { text: 'a' }, token: hub.owner, surface: 'rest' });

describe('a long poll', () => {
  it('misses no wake-up that comes between its look and its wait', async () => {
    const startedAt = performance.now();
    const output = await hub.hub.call({
      operation: 'entry.race',
      input: { waitMs: 20_000 },
      token: hub.owner,
      surface: 'rest',
    });
    expect(output).toEqual({ count: 1 });
    // The safety net looks again after a second: waking earlier shows that the hint arrived.
    expect(performance.now() - startedAt).toBeLessThan(900);
  });

  it('wakes at whatever moment the change is committed', async () => {
    for (let turns = 0; turns < 50; turns += 1) {
      const startedAt = performance.now();
      const waiting = wait(20_000);
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      await add();
      expect(await waiting).not.toEqual({ count: 0 });
      expect(performance.now() - startedAt).toBeLessThan(900);
      await hub.store.write((store) => store.deleteFrom('entry').execute());
    }
  });

  it('holds no transaction while it waits', async () => {
    const waiting = wait(20_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const startedAt = performance.now();
    await add();
    expect(performance.now() - startedAt).toBeLessThan(500);
    await waiting;
  });

  it('ends empty after its time', async () => {
    const startedAt = performance.now();
    expect(await wait(150)).toEqual({ count: 0 });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(140);
  });

  it('ends when the caller goes away', async () => {
    const gone = new AbortController();
    const waiting = wait(20_000, gone.signal);
    setTimeout(() => gone.abort(), 20);
    expect(await waiting).toEqual({ count: 0 });
  });

  it('ends when the hub stops, and later calls are refused', async () => {
    const waiting = wait(20_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await hub.hub.close();
    expect(await waiting).toEqual({ count: 0 });
    await expect(add()).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('stopping', () => {
  it('lets calls in progress end before the store closes', async () => {
    const calls = Array.from({ length: 50 }, () => add());
    const closing = hub.close();
    const outcomes = await Promise.allSettled(calls);
    await closing;
    const codes = outcomes.map((outcome) =>
      outcome.status === 'fulfilled' ? 'ok' : outcome.reason.code,
    );
    expect(new Set(codes)).toEqual(new Set(['ok']));
  });
});
