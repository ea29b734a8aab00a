import { operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTenantHub, type TenantHub } from '../../../test/tenant-hub.ts';
import { stateModule } from './service.ts';

const namespace = 'deploy';
let hub: TenantHub;
beforeEach(async () => {
  hub = await openTenantHub([
    stateModule({
      keysMax: 3,
      bytesMax: 20,
      namespacesMax: 2,
      changesMax: 5,
      changeAgeMsMax: 3_600_000,
    }),
  ]);
});
afterEach(() => hub.destroy());

const ours = 'acme/build';
const set = (key: string, value: unknown, where = namespace, token = ours) =>
  hub.call(token, operations.setState, { namespace: where, key, value });
const list = (token = ours) => hub.call(token, operations.listState, { namespace });
const usage = async () => (await hub.call(ours, operations.stateUsage, {})).items;

describe('a full namespace', () => {
  it('takes no more keys, but changes of those it has', async () => {
    for (const key of ['a', 'b', 'c']) await set(key, 1);
    await expect(set('d', 1)).rejects.toMatchObject({
      code: 'too_large',
      details: { limit: 'keys', wanted: 4, max: 3 },
    });
    await set('a', 2);
    await hub.call(ours, operations.deleteState, { namespace, key: 'a' });
    await set('d', 1);
    expect(await usage()).toMatchObject([{ namespace, keys: 3, bytes: 3 }]);
  });

  it('takes no more bytes, but smaller values', async () => {
    await set('a', 'x'.repeat(10));
    await expect(set('b', 'x'.repeat(10))).rejects.toMatchObject({
      code: 'too_large',
      details: { limit: 'bytes', wanted: 24, max: 20 },
    });
    await set('a', 'x');
    await set('b', 'x'.repeat(10));
    expect(await usage()).toMatchObject([{ keys: 2, bytes: 15 }]);
  });

  it('refuses a transaction as a whole', async () => {
    const writes = ['a', 'b', 'c', 'd'].map((key) => ({ kind: 'set' as const, key, value: 1 }));
    const refused = hub.call(ours, operations.transactState, { namespace, writes });
    await expect(refused).rejects.toMatchObject({ code: 'too_large' });
    expect((await list()).items).toEqual([]);
    expect(await usage()).toEqual([]);
  });

  it('is one of at most so many', async () => {
    await set('a', 1, 'one');
    await set('a', 1, 'two');
    await expect(set('a', 1, 'three')).rejects.toMatchObject({
      code: 'too_large',
      details: { limit: 'namespaces' },
    });
    await set('b', 1, 'one');
  });

  it('counts right whatever is set, deleted and expired', async () => {
    await set('a', 'xx');
    await set('a', 'xxxx');
    await hub.call(ours, operations.setState, { namespace, key: 'b', value: 1, ttlMs: 5 });
    hub.clock.advance(5);
    await hub.call(ours, operations.setState, { namespace, key: 'b', value: 123, ttlMs: 5 });
    hub.clock.advance(5);
    await hub.hub.system('state').call(operations.expireState, {});
    expect(await usage()).toMatchObject([{ keys: 1, bytes: 6, changes: 5 }]);
  });
});

describe('history beyond its bound', () => {
  it('is forgotten from the front', async () => {
    for (let value = 1; value <= 8; value += 1) await set('a', value);
    const compact = () => hub.hub.system('state').call(operations.compactState, {});
    expect(await compact()).toEqual({ removed: 3 });
    expect(await compact()).toEqual({ removed: 0 });
    const { items, compactedRevision } = await hub.call(ours, operations.stateHistory, {
      namespace,
      key: 'a',
    });
    expect(items.map(({ version }) => version)).toEqual([8, 7, 6, 5, 4]);
    expect(compactedRevision).toBe(3);
  });
});

describe('tenants', () => {
  it('neither see nor count what is another’s', async () => {
    const theirs = 'other/build';
    await set('a', 'ours');
    await set('a', 'theirs', namespace, theirs);
    expect(await set('a', 'again')).toMatchObject({ version: 2, revision: 2 });
    expect((await list(theirs)).items).toMatchObject([{ value: 'theirs', version: 1 }]);
    await expect(
      hub.call('third/build', operations.getState, { namespace, key: 'a' }),
    ).rejects.toMatchObject({ code: 'not_found' });
    expect((await list('third/build')).revision).toBe(0);
  });

  it('are all served by one round of the expiry', async () => {
    for (const token of [ours, 'other/build']) {
      await hub.call(token, operations.setState, { namespace, key: 'a', value: 1, ttlMs: 5 });
    }
    hub.clock.advance(5);
    const round = await hub.hub.system('state').call(operations.expireState, {});
    expect(round).toEqual({ expired: 2 });
    for (const token of [ours, 'other/build']) {
      const { items } = await hub.call(token, operations.stateHistory, { namespace, key: 'a' });
      expect(items.map(({ change }) => change)).toEqual(['expired', 'set']);
    }
  });
});
