import { operations, type StateWatchItem } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../../test/test-hub.ts';
import { stateLimits } from './limits.ts';

const namespace = 'deploy';
let hub: TestHub;
let stop: AbortController;
beforeEach(async () => {
  hub = await openTestHub();
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await hub.destroy();
});

const caller = () => hub.hub.system('test');
const set = (key: string, value: unknown, ttlMs?: number, where = namespace) =>
  caller().call(operations.setState, {
    namespace: where,
    key,
    value,
    ...(ttlMs === undefined ? {} : { ttlMs }),
  });

async function watch(input: { after?: number; prefix?: string } = {}) {
  const items = await hub.hub.stream({
    operation: 'state.watch',
    input: { namespace, ...input },
    token: hub.owner,
    surface: 'rest',
    signal: stop.signal,
  });
  return (items as AsyncIterable<StateWatchItem>)[Symbol.asyncIterator]();
}

type Watch = Awaited<ReturnType<typeof watch>>;

/** The items up to and including the next of a kind. */
async function until(items: Watch, kind: StateWatchItem['kind']): Promise<StateWatchItem[]> {
  const seen: StateWatchItem[] = [];
  for (;;) {
    const { value, done } = await items.next();
    if (done) throw new Error(`The watch ended before ${kind}`);
    seen.push(value);
    if (value.kind === kind) return seen;
  }
}

describe('a watch', () => {
  it('tells what is stored, then what is committed, each change once and in order', async () => {
    await set('a', 1);
    await set('b', 1);
    const items = await watch();
    expect((await until(items, 'current')).map(({ kind }) => kind)).toEqual([
      'changed',
      'changed',
      'current',
    ]);
    const next = until(items, 'current');
    await set('a', 2);
    expect(await next).toMatchObject([
      { kind: 'changed', key: 'a', version: 2, revision: 3, change: 'set', value: 2 },
      { kind: 'current', revision: 3 },
    ]);
  });

  it('resumes after the revision it is given', async () => {
    for (const value of [1, 2, 3, 4]) await set('a', value);
    const items = await until(await watch({ after: 2 }), 'current');
    expect(items).toMatchObject([{ revision: 3 }, { revision: 4 }, { revision: 4 }]);
  });

  it('tells only what begins with the prefix, but the newest revision all the same', async () => {
    await set('web/a', 1);
    await set('api/a', 1);
    await set('web', 1);
    const items = await until(await watch({ prefix: 'web/' }), 'current');
    expect(items).toMatchObject([{ key: 'web/a' }, { kind: 'current', revision: 3 }]);
  });

  it('leaves out nothing of many changes read in several looks', async () => {
    const count = stateLimits.watchBatch * 2 + 7;
    for (let start = 0; start < count; start += 100) {
      const writes = Array.from({ length: Math.min(100, count - start) }, (_, index) => ({
        kind: 'set' as const,
        key: `k${start + index}`,
        value: index,
      }));
      await caller().call(operations.transactState, { namespace, writes });
    }
    const items = await until(await watch(), 'current');
    const revisions = items.flatMap((item) => (item.kind === 'changed' ? [item.revision] : []));
    expect(revisions).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  });

  it('tells that a key expired', async () => {
    await set('a', 1, 1_000);
    const items = await watch({ after: 1 });
    await until(items, 'current');
    hub.clock.advance(1_000);
    const next = until(items, 'current');
    await caller().call(operations.expireState, {});
    expect(await next).toMatchObject([
      { key: 'a', change: 'expired', version: 2, value: null },
      { kind: 'current' },
    ]);
  });

  it('of another namespace hears nothing of this one', async () => {
    await set('a', 1, undefined, 'other');
    expect(await until(await watch(), 'current')).toEqual([{ kind: 'current', revision: 1 }]);
  });

  it('from a revision the store never had says so: it was restored from a backup', async () => {
    await set('a', 1);
    const items = await watch({ after: 7 });
    expect((await items.next()).value).toEqual({
      kind: 'too_old',
      oldestAfter: 0,
      newestRevision: 1,
    });
    expect((await items.next()).done).toBe(true);
  });
});

describe('history that is no longer kept', () => {
  const day = 24 * 3_600_000;
  const compact = () => caller().call(operations.compactState, {});
  const history = () => caller().call(operations.stateHistory, { namespace, key: 'a' });

  it('is forgotten from the front by age, and a watch from there is told to list anew', async () => {
    await set('a', 1);
    await set('b', 1);
    hub.clock.advance(8 * day);
    await set('a', 2);
    expect(await compact()).toEqual({ removed: 2 });
    expect(await compact()).toEqual({ removed: 0 });
    const old = await watch({ after: 1 });
    expect((await old.next()).value).toEqual({
      kind: 'too_old',
      oldestAfter: 2,
      newestRevision: 3,
    });
    expect((await old.next()).done).toBe(true);
    expect(await until(await watch({ after: 2 }), 'current')).toMatchObject([
      { revision: 3 },
      { revision: 3 },
    ]);
    expect(await history()).toMatchObject({ items: [{ version: 2 }], compactedRevision: 2 });
    const { items } = await caller().call(operations.listState, { namespace });
    expect(items.map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it('of a deleted key leaves its versions used up', async () => {
    await set('a', 1);
    await set('a', 2);
    await caller().call(operations.deleteState, { namespace, key: 'a' });
    hub.clock.advance(8 * day);
    await compact();
    expect((await history()).items).toEqual([]);
    expect((await set('a', 3)).version).toBe(4);
    await expect(
      caller().call(operations.setState, { namespace, key: 'a', value: 4, ifVersion: 3 }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });
});
