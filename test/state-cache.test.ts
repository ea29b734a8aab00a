import {
  type ConflictPolicy,
  createMemoryStorage,
  openStateCache,
  type StateCacheOptions,
} from '@mosaic/client';
import { operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTenantHub, type TenantHub } from '../packages/mcp/test/tenant-hub.ts';
import { type Fate, hubClient } from './support/hub-client.ts';

const namespace = 'notes';
const token = 'acme/laptop';
let hub: TenantHub;
beforeEach(async () => {
  hub = await openTenantHub();
});
afterEach(() => hub.destroy());

/** A cache whose connection does as it is told. */
async function device(options: Partial<StateCacheOptions> = {}) {
  const fates: Fate[] = [];
  const state = { isOnline: true };
  const way = {
    fate: async (): Promise<Fate> =>
      state.isOnline ? (fates.shift() ?? 'arrives') : 'request_lost',
  };
  const storage = createMemoryStorage();
  const open = () =>
    openStateCache({
      client: hubClient(hub, token, way),
      namespace,
      storage,
      now: hub.clock.now,
      ...options,
    });
  return { cache: await open(), reopen: open, fates, state };
}

const remote = (key: string, value: unknown, ttlMs?: number) =>
  hub.call(token, operations.setState, {
    namespace,
    key,
    value,
    ...(ttlMs === undefined ? {} : { ttlMs }),
  });
const removeRemote = (key: string) => hub.call(token, operations.deleteState, { namespace, key });
const atHub = async (key: string) =>
  (await hub.call(token, operations.getState, { namespace, key })).value;
const versionsOf = async (key: string) =>
  (await hub.call(token, operations.stateHistory, { namespace, key })).items.map(
    ({ value }) => value,
  );

describe('a state cache', () => {
  it('shows what the hub has, and its own writes at once', async () => {
    await remote('a', 1);
    const { cache } = await device();
    expect(await cache.sync()).toEqual({ pushed: 0, pulled: 0, conflicts: [] });
    await cache.set('b', { text: 'hello' });
    expect(cache.entries()).toEqual([
      ['a', 1],
      ['b', { text: 'hello' }],
    ]);
    await cache.delete('a');
    expect(cache.get('a')).toBeUndefined();
    expect(cache.pending()).toEqual(['b', 'a']);
    expect(await cache.sync()).toMatchObject({ pushed: 2, conflicts: [] });
    expect(await atHub('b')).toEqual({ text: 'hello' });
    await expect(atHub('a')).rejects.toMatchObject({ code: 'not_found' });
    expect(cache.pending()).toEqual([]);
  });

  it('works without the hub and keeps its writes through a restart', async () => {
    const { cache, reopen, state } = await device();
    state.isOnline = false;
    await cache.set('a', 1);
    await expect(cache.sync()).rejects.toMatchObject({ code: 'unavailable' });
    const again = await reopen();
    expect(again.get('a')).toBe(1);
    state.isOnline = true;
    await again.sync();
    expect(await atHub('a')).toBe(1);
  });

  it('sends only the last of several writes made while away', async () => {
    const { cache, state } = await device();
    state.isOnline = false;
    for (const value of [1, 2, 3]) await cache.set('a', value);
    await cache.set('b', 1);
    await cache.delete('b');
    state.isOnline = true;
    expect(await cache.sync()).toMatchObject({ pushed: 1 });
    expect(await versionsOf('a')).toEqual([3]);
    expect(await versionsOf('b')).toEqual([]);
  });

  it('does not write twice when an answer was lost, also with a write made meanwhile', async () => {
    const { cache, reopen, fates } = await device();
    await cache.sync();
    await cache.set('a', 1);
    fates.push('reply_lost');
    await expect(cache.sync()).rejects.toMatchObject({ code: 'unavailable' });
    const again = await reopen();
    await again.set('a', 2);
    expect(again.get('a')).toBe(2);
    expect(await again.sync()).toMatchObject({ pushed: 2, conflicts: [] });
    expect(await versionsOf('a')).toEqual([2, 1]);
  });

  it('takes over changes and deletions of others', async () => {
    const { cache } = await device();
    await remote('a', 1);
    await remote('b', 1);
    await cache.sync();
    await remote('a', 2);
    await removeRemote('b');
    expect(await cache.sync()).toMatchObject({ pulled: 2 });
    expect(cache.entries()).toEqual([['a', 2]]);
  });

  it('does not bring back what somebody deleted after a write whose answer was lost', async () => {
    const { cache, fates } = await device();
    await cache.sync();
    await cache.set('a', 1);
    fates.push('reply_lost');
    await expect(cache.sync()).rejects.toThrow();
    await removeRemote('a');
    await cache.sync();
    await cache.sync();
    expect(cache.entries()).toEqual([]);
  });

  it('keeps only what begins with its prefix, and refuses to write anything else', async () => {
    await remote('mine/a', 1);
    await remote('other/a', 1);
    const { cache } = await device({ prefix: 'mine/' });
    await cache.sync();
    expect(cache.entries()).toEqual([['mine/a', 1]]);
    await expect(cache.set('other/a', 2)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('forgets a key when its time is over', async () => {
    await remote('a', 1, 5_000);
    const { cache } = await device();
    await cache.sync();
    expect(cache.get('a')).toBe(1);
    hub.clock.advance(5_000);
    expect(cache.get('a')).toBeUndefined();
  });

  it('starts anew from a snapshot when the history it needs is gone', async () => {
    await remote('a', 1);
    await remote('b', 1);
    const { cache } = await device();
    await cache.sync();
    await removeRemote('b');
    hub.clock.advance(8 * 24 * 3_600_000);
    await remote('c', 1);
    await hub.hub.system('state').call(operations.compactState, {});
    await cache.sync();
    expect(cache.entries()).toEqual([
      ['a', 1],
      ['c', 1],
    ]);
  });
});

describe('a conflict', () => {
  async function inConflict(policy?: ConflictPolicy) {
    const made = await device(policy ? { policy } : {});
    await remote('a', ['base']);
    await made.cache.sync();
    await made.cache.set('a', ['mine']);
    await remote('a', ['theirs']);
    const { conflicts } = await made.cache.sync();
    return { ...made, conflicts };
  }
  const sides = {
    key: 'a',
    base: { isGone: false, version: 1, value: ['base'] },
    mine: { isGone: false, version: 1, value: ['mine'] },
    theirs: { isGone: false, version: 2, value: ['theirs'] },
  };

  it('is reported with what both did, and theirs stays unless told otherwise', async () => {
    const { cache, conflicts } = await inConflict();
    expect(conflicts).toMatchObject([{ ...sides, settlement: 'set_aside', error: null }]);
    expect(cache.get('a')).toEqual(['theirs']);
    expect(await atHub('a')).toEqual(['theirs']);
  });

  it('can be decided for mine, and is reported all the same', async () => {
    const mine = await inConflict({ kind: 'mine' });
    expect(mine.conflicts).toMatchObject([{ ...sides, settlement: 'kept_mine' }]);
    expect(await atHub('a')).toEqual(['mine']);
    await removeRemote('a');
  });

  it('can be decided for theirs', async () => {
    const { conflicts } = await inConflict({ kind: 'theirs' });
    expect(conflicts).toMatchObject([{ ...sides, settlement: 'kept_theirs' }]);
    expect(await versionsOf('a')).toEqual([['theirs'], ['base']]);
  });

  it('can be merged', async () => {
    const { cache, conflicts } = await inConflict({
      kind: 'merge',
      merge: ({ mine, theirs }) => ({
        isGone: false,
        value: [mine, theirs].flatMap((side) => (side.isGone ? [] : (side.value as string[]))),
      }),
    });
    expect(conflicts).toMatchObject([{ ...sides, settlement: 'merged' }]);
    expect(cache.get('a')).toEqual(['mine', 'theirs']);
    expect(await atHub('a')).toEqual(['mine', 'theirs']);
  });

  it('whose merge fails is set aside, and nothing else stops', async () => {
    const { cache, conflicts } = await inConflict({
      kind: 'merge',
      merge: () => {
        throw new Error('cannot merge');
      },
    });
    expect(conflicts).toMatchObject([
      { settlement: 'set_aside', error: { message: 'cannot merge' } },
    ]);
    await cache.set('b', 1);
    expect(await cache.sync()).toMatchObject({ pushed: 1 });
  });

  it('stays in the report through a restart, until dismissed', async () => {
    const { reopen, conflicts } = await inConflict();
    const again = await reopen();
    expect(again.conflicts()).toEqual(conflicts);
    await again.dismiss(conflicts.map(({ id }) => id));
    expect((await reopen()).conflicts()).toEqual([]);
  });

  it('is none when both did the same', async () => {
    const { cache } = await device();
    await cache.sync();
    await cache.set('a', { x: 1, y: 2 });
    await remote('a', { y: 2, x: 1 });
    expect(await cache.sync()).toMatchObject({ conflicts: [] });
  });

  it('of a change with a deletion tells which side is gone', async () => {
    const { cache } = await device({ policy: { kind: 'mine' } });
    await remote('a', 1);
    await remote('b', 1);
    await cache.sync();
    await cache.set('a', 2);
    await cache.delete('b');
    await removeRemote('a');
    await remote('b', 2);
    const { conflicts } = await cache.sync();
    expect(conflicts).toMatchObject([
      { key: 'a', mine: { value: 2 }, theirs: { isGone: true } },
      { key: 'b', mine: { isGone: true }, theirs: { value: 2 } },
    ]);
    expect(cache.entries()).toEqual([['a', 2]]);
    expect(await atHub('a')).toBe(2);
    await expect(atHub('b')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('also is a write the hub will never take', async () => {
    const { cache } = await device();
    await cache.set('not a key', 1);
    await cache.set('b', 1);
    const { pushed, conflicts } = await cache.sync();
    expect(pushed).toBe(1);
    expect(conflicts).toMatchObject([
      { key: 'not a key', mine: { value: 1 }, settlement: 'refused' },
    ]);
    expect(conflicts[0]?.error?.code).toBe('invalid_input');
  });
});

describe('following', () => {
  it('brings changes both ways as they happen, through a lost connection', async () => {
    const one = await device();
    const two = await device();
    const stop = new AbortController();
    const seen: string[] = [];
    const following = Promise.all([
      one.cache.follow({ signal: stop.signal }),
      two.cache.follow({ signal: stop.signal, onChange: (keys) => seen.push(...keys) }),
    ]);
    await one.cache.set('a', 1);
    await expect.poll(() => two.cache.get('a')).toBe(1);
    one.fates.push('request_lost', 'reply_lost');
    await one.cache.set('a', 2);
    await expect.poll(() => two.cache.get('a'), { timeout: 5_000 }).toBe(2);
    await two.cache.set('b', 3);
    await expect.poll(() => one.cache.get('b')).toBe(3);
    expect(seen).toContain('a');
    expect(await versionsOf('a')).toEqual([2, 1]);
    stop.abort();
    await following;
  });
});
