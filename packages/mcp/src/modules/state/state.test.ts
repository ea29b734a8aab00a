import { operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../../test/test-hub.ts';

let hub: TestHub;
beforeEach(async () => {
  hub = await openTestHub();
});
afterEach(() => hub.destroy());

const caller = () => hub.hub.system('test');
const namespace = 'deploy';
const set = (key: string, value: unknown, more: { ifVersion?: number; ttlMs?: number } = {}) =>
  caller().call(operations.setState, { namespace, key, value, ...more });
const get = (key: string) => caller().call(operations.getState, { namespace, key });
const remove = (key: string, ifVersion?: number) =>
  caller().call(operations.deleteState, {
    namespace,
    key,
    ...(ifVersion === undefined ? {} : { ifVersion }),
  });
const list = (input: { prefix?: string; limit?: number; cursor?: string } = {}) =>
  caller().call(operations.listState, { namespace, ...input });
const history = (key: string, limit = 100) =>
  caller().call(operations.stateHistory, { namespace, key, limit });

describe('a key', () => {
  it.each([null, false, 0, '', 'Grüße 🎉 \u0000', [], {}, { a: [1, { b: null }] }])(
    'keeps the JSON value %j as it is',
    async (value) => {
      await set('a', value);
      expect((await get('a')).value).toEqual(value);
    },
  );

  it('gets a new version with every change, and the store a new revision', async () => {
    expect(await set('a', 1)).toMatchObject({ version: 1, revision: 1 });
    expect(await set('b', 1)).toMatchObject({ version: 1, revision: 2 });
    expect(await set('a', 1)).toMatchObject({ version: 2, revision: 3 });
    expect(await remove('a')).toMatchObject({ version: 3, revision: 4 });
    expect(await set('a', 1)).toMatchObject({ version: 4, revision: 5 });
  });

  it('is read with who set it and when', async () => {
    await set('a', { n: 1 });
    expect(await get('a')).toEqual({
      namespace,
      key: 'a',
      value: { n: 1 },
      bytes: 7,
      version: 1,
      revision: 1,
      updatedAt: '2026-01-01T00:00:00.000Z',
      updatedBy: 'system:test',
      expiresAt: null,
    });
  });

  it('that does not exist is not found, also to delete', async () => {
    await expect(get('a')).rejects.toMatchObject({ code: 'not_found' });
    await expect(remove('a')).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each(['', ' a', 'a b', '/a', 'ä', '../a', 'a\n', 'x'.repeat(257)])(
    'may not be called %j',
    async (key) => {
      await expect(set(key, 1)).rejects.toMatchObject({ code: 'invalid_input' });
    },
  );

  it('is refused when its value is missing, too large or nested too deeply', async () => {
    await expect(set('a', undefined)).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(set('a', 'x'.repeat(262_143))).rejects.toMatchObject({
      code: 'too_large',
      details: { bytes: 262_145, bytesMax: 262_144 },
    });
    await expect(set('a', 'é'.repeat(131_072))).rejects.toMatchObject({ code: 'too_large' });
    const deep = JSON.parse(`${'['.repeat(70)}${']'.repeat(70)}`);
    await expect(set('a', deep)).rejects.toMatchObject({ code: 'invalid_input' });
    expect((await list()).items).toEqual([]);
  });
});

describe('compare-and-set', () => {
  it('changes nothing when the version is another, and says which it is', async () => {
    await set('a', 1);
    await set('a', 2);
    await expect(set('a', 3, { ifVersion: 1 })).rejects.toMatchObject({
      code: 'conflict',
      details: { key: 'a', expectedVersion: 1, currentVersion: 2 },
    });
    await expect(remove('a', 1)).rejects.toMatchObject({ code: 'conflict' });
    expect(await get('a')).toMatchObject({ value: 2, version: 2, revision: 2 });
    await set('a', 3, { ifVersion: 2 });
    await remove('a', 3);
  });

  it('with version 0 creates only what does not exist', async () => {
    await set('a', 1, { ifVersion: 0 });
    await expect(set('a', 2, { ifVersion: 0 })).rejects.toMatchObject({
      code: 'conflict',
      details: { currentVersion: 1 },
    });
    await remove('a');
    expect((await set('a', 2, { ifVersion: 0 })).version).toBe(3);
  });

  it('lets one of many win', async () => {
    await set('a', 'start');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => set('a', index, { ifVersion: 1 })),
    );
    const winners = outcomes.filter(({ status }) => status === 'fulfilled');
    expect(winners).toHaveLength(1);
    expect((await get('a')).version).toBe(2);
  });
});

describe('a transaction', () => {
  const transact = (
    conditions: { key: string; version: number }[],
    writes: ({ kind: 'set'; key: string; value: unknown } | { kind: 'delete'; key: string })[],
  ) => caller().call(operations.transactState, { namespace, conditions, writes });

  it('writes all keys together, in the order given', async () => {
    await set('old', 1);
    const { revision, changes } = await transact(
      [
        { key: 'old', version: 1 },
        { key: 'new', version: 0 },
      ],
      [
        { kind: 'set', key: 'new', value: 2 },
        { kind: 'delete', key: 'old' },
        { kind: 'delete', key: 'never' },
      ],
    );
    expect(changes.map(({ key, version }) => [key, version])).toEqual([
      ['new', 1],
      ['old', 2],
    ]);
    expect(revision).toBe(3);
    expect((await list()).items.map(({ key }) => key)).toEqual(['new']);
  });

  it('writes nothing when one condition does not hold, and names it', async () => {
    await set('a', 1);
    const writes = [{ kind: 'set' as const, key: 'b', value: 1 }];
    const conditions = [
      { key: 'a', version: 1 },
      { key: 'b', version: 4 },
    ];
    await expect(transact(conditions, writes)).rejects.toMatchObject({
      code: 'conflict',
      details: { condition: 1, key: 'b', expectedVersion: 4, currentVersion: 0 },
    });
    expect((await list()).items.map(({ key }) => key)).toEqual(['a']);
    expect((await set('c', 1)).revision).toBe(2);
  });

  it('takes a hundred conditions and writes, and not one more', async () => {
    const keys = Array.from({ length: 100 }, (_, index) => `k${index}`);
    const writes = keys.map((key) => ({ kind: 'set' as const, key, value: key }));
    const conditions = keys.map((key) => ({ key, version: 0 }));
    expect((await transact(conditions, writes)).changes).toHaveLength(100);
    expect((await list({ limit: 500 })).items).toHaveLength(100);
    const more = [...writes, { kind: 'set' as const, key: 'x', value: 1 }];
    await expect(transact([], more)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('refuses to write one key twice', async () => {
    const write = { kind: 'set' as const, key: 'a', value: 1 };
    await expect(transact([], [write, write])).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('a list', () => {
  it('is in the order of bytes, by prefix, page by page', async () => {
    for (const key of ['b/2', 'B', 'b/10', 'a', 'b', 'b0', 'b~', '_']) await set(key, key);
    const all = ['B', '_', 'a', 'b', 'b/10', 'b/2', 'b0', 'b~'];
    expect((await list()).items.map(({ key }) => key)).toEqual(all);
    expect((await list({ prefix: 'b/' })).items.map(({ key }) => key)).toEqual(['b/10', 'b/2']);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await list({ limit: 3, ...(cursor && { cursor }) });
      seen.push(...page.items.map(({ key }) => key));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(all);
  });

  it('ends a page early when its values are large, and leaves none out', async () => {
    const large = 'x'.repeat(250_000);
    for (let index = 0; index < 40; index += 1) await set(`k${index + 10}`, large);
    const first = await list({ limit: 500 });
    expect(first.items.length).toBeLessThan(20);
    let count = first.items.length;
    for (let cursor = first.nextCursor; cursor !== null; ) {
      const page = await list({ limit: 500, cursor });
      count += page.items.length;
      cursor = page.nextCursor;
    }
    expect(count).toBe(40);
  });

  it('shows other namespaces nothing', async () => {
    await set('a', 1);
    const other = await caller().call(operations.listState, { namespace: 'deplo' });
    expect(other).toMatchObject({ items: [], revision: 1 });
  });
});

describe('a time limit', () => {
  it('makes a key gone for readers at once, and is removed with a change later', async () => {
    await set('a', 1, { ttlMs: 1_000 });
    hub.clock.advance(999);
    expect((await get('a')).expiresAt).toBe('2026-01-01T00:00:01.000Z');
    hub.clock.advance(1);
    await expect(get('a')).rejects.toMatchObject({ code: 'not_found' });
    expect((await list()).items).toEqual([]);
    await expect(remove('a')).rejects.toMatchObject({ code: 'not_found' });
    expect(await caller().call(operations.expireState, {})).toEqual({ expired: 1 });
    expect(await caller().call(operations.expireState, {})).toEqual({ expired: 0 });
    expect((await history('a')).items).toMatchObject([
      { change: 'expired', version: 2, value: null },
      { change: 'set', version: 1, value: 1 },
    ]);
  });

  it('that passed counts as not existing, also before the key was removed', async () => {
    await set('a', 1, { ttlMs: 1_000 });
    hub.clock.advance(1_000);
    await expect(set('a', 2, { ifVersion: 1 })).rejects.toMatchObject({
      details: { currentVersion: 0 },
    });
    expect((await set('a', 2, { ifVersion: 0 })).version).toBe(2);
    expect(await caller().call(operations.expireState, {})).toEqual({ expired: 0 });
    expect(await get('a')).toMatchObject({ value: 2, expiresAt: null });
  });

  it('starts anew with every set', async () => {
    await set('a', 1, { ttlMs: 1_000 });
    hub.clock.advance(900);
    await set('a', 2, { ttlMs: 1_000 });
    hub.clock.advance(900);
    expect((await get('a')).value).toBe(2);
  });
});

describe('history', () => {
  it('has every change of a key, newest first, page by page', async () => {
    for (const value of [1, 2, 3]) await set('a', value);
    await set('b', 9);
    await remove('a');
    const first = await history('a', 3);
    expect(first.items.map(({ version, change, value }) => [version, change, value])).toEqual([
      [4, 'deleted', null],
      [3, 'set', 3],
      [2, 'set', 2],
    ]);
    const rest = await caller().call(operations.stateHistory, {
      namespace,
      key: 'a',
      cursor: first.nextCursor ?? '',
    });
    expect(rest.items.map(({ version }) => version)).toEqual([1]);
    expect(rest.nextCursor).toBeNull();
  });
});

describe('doors', () => {
  it('let runners work and keep tasks out', async () => {
    const call = (token: string) =>
      hub.hub.call({
        operation: 'state.set',
        input: { namespace, key: 'a', value: 1 },
        token,
        surface: 'rest',
      });
    await call(hub.runner);
    expect((await get('a')).updatedBy).toBe('runner');
  });

  it('repeat a write under its idempotency key without a second version', async () => {
    const call = () =>
      hub.hub.call({
        operation: 'state.set',
        input: { namespace, key: 'a', value: 1, ifVersion: 0 },
        token: hub.owner,
        surface: 'rest',
        idempotencyKey: 'once',
      });
    expect(await call()).toEqual(await call());
    expect((await get('a')).version).toBe(1);
  });
});
