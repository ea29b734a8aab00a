import { type OperationRawInput, operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTenantHub, type TenantHub } from '../../../test/tenant-hub.ts';
import { lockLimits } from './limits.ts';

let hub: TenantHub;
beforeEach(async () => {
  hub = await openTenantHub();
});
afterEach(() => hub.destroy());

type Wish = Partial<OperationRawInput<typeof operations.acquireLock>>;
const ours = 'acme/build';
const acquire = (owner: string, lockIds: string | string[], wish: Wish = {}, token = ours) =>
  hub.call(token, operations.acquireLock, {
    owner,
    locks: [lockIds].flat().map((lockId) => ({ lockId })),
    ...wish,
  });
const release = (holdId: string, token = ours) =>
  hub.call(token, operations.releaseLock, { holdId });
const renew = (holdId: string, token = ours) => hub.call(token, operations.renewLock, { holdId });
const show = (lockId: string, token = ours) => hub.call(token, operations.showLock, { lockId });
const expire = () => hub.hub.system('locks').call(operations.expireLocks, {});
const isValid = async (lockId: string, fencingToken: number) =>
  (await hub.call(ours, operations.checkLock, { lockId, fencingToken })).isValid;

/** Takes a lock or fails the test. */
async function take(owner: string, lockIds: string | string[], wish: Wish = {}, token = ours) {
  const { hold } = await acquire(owner, lockIds, wish, token);
  if (hold === null) throw new Error(`${owner} did not get ${lockIds}`);
  return hold;
}

/** Enters the queue without waiting for the turn. */
async function queue(owner: string, lockIds: string | string[], wish: Wish = {}, token = ours) {
  const { ticket, isWaiting } = await acquire(owner, lockIds, { waitMs: 1, ...wish }, token);
  if (!isWaiting) throw new Error(`${owner} does not wait for ${lockIds}`);
  return ticket;
}

const poll = (ticket: string, owner: string, lockIds: string | string[]) =>
  acquire(owner, lockIds, { ticket });

describe('an exclusive lock', () => {
  it('has one holder at a time; a try that fails leaves nothing behind', async () => {
    const hold = await take('a', 'web');
    expect(await acquire('b', 'web')).toMatchObject({ hold: null, isWaiting: false });
    expect(await show('web')).toMatchObject({ capacity: 1, inUse: 1, waiting: 0 });
    await release(hold.id);
    await expect(show('web')).rejects.toMatchObject({ code: 'not_found' });
    await take('b', 'web');
  });

  it('gives every holder a greater fencing token than the one before', async () => {
    const tokens: number[] = [];
    for (const owner of ['a', 'b', 'a', 'c']) {
      const hold = await take(owner, 'web');
      tokens.push(hold.fencingToken);
      await release(hold.id);
    }
    expect(tokens).toEqual([...new Set(tokens)].sort((x, y) => x - y));
  });

  it('tells servers whether a token still holds it', async () => {
    const hold = await take('a', 'web');
    expect(await isValid('web', hold.fencingToken)).toBe(true);
    expect(await isValid('api', hold.fencingToken)).toBe(false);
    expect(await isValid('web', hold.fencingToken + 1)).toBe(false);
    await release(hold.id);
    expect(await isValid('web', hold.fencingToken)).toBe(false);
  });
});

describe('a counted lock', () => {
  const slot = (owner: string, count = 1, wish: Wish = {}) =>
    acquire(owner, 'gpu', { locks: [{ lockId: 'gpu', count, capacity: 3 }], ...wish });

  it('has as many units as its capacity', async () => {
    await slot('a', 2);
    await slot('b');
    expect((await slot('c')).hold).toBeNull();
    expect(await show('gpu')).toMatchObject({ capacity: 3, inUse: 3 });
  });

  it('has one capacity for everybody while it is in use', async () => {
    const { ticket } = await slot('a');
    await expect(
      acquire('b', 'gpu', { locks: [{ lockId: 'gpu', capacity: 2 }] }),
    ).rejects.toMatchObject({ code: 'conflict', details: { reason: 'capacity', capacity: 3 } });
    expect((await acquire('b', 'gpu')).hold).not.toBeNull();
    await release(ticket);
    const [holder] = (await show('gpu')).holders;
    await release(holder?.holdId ?? '');
    await take('c', 'gpu', { locks: [{ lockId: 'gpu', capacity: 2 }] });
  });

  it('refuses a count beyond its capacity, which nobody could ever give', async () => {
    await expect(slot('a', 4)).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(
      acquire('a', 'web', { locks: [{ lockId: 'web' }, { lockId: 'web' }] }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('lets nobody with a small wish overtake a large one', async () => {
    const first = await slot('a', 2);
    const large = (await slot('b', 3, { waitMs: 1 })).ticket;
    expect((await slot('c', 1)).hold).toBeNull();
    await release(first.ticket);
    expect((await slot('b', 3, { ticket: large })).hold?.locks).toEqual([
      { lockId: 'gpu', count: 3 },
    ]);
  });
});

describe('the queue', () => {
  it('is first come, first served', async () => {
    const first = await take('a', 'web');
    const tickets = [];
    for (const owner of ['b', 'c', 'd']) tickets.push(await queue(owner, 'web'));
    expect((await show('web')).waiters.map(({ owner }) => owner)).toEqual(['b', 'c', 'd']);
    await release(first.id);
    for (const [index, owner] of ['b', 'c', 'd'].entries()) {
      const { hold } = await poll(tickets[index]!, owner, 'web');
      expect(hold).toMatchObject({ id: tickets[index], owner });
      await release(hold?.id ?? '');
    }
  });

  it('serves a higher priority first, and the same priority in order', async () => {
    const first = await take('a', 'web');
    await queue('low', 'web');
    await queue('high-1', 'web', { priority: 5 });
    await queue('high-2', 'web', { priority: 5 });
    await release(first.id);
    expect((await show('web')).holders.map(({ owner }) => owner)).toEqual(['high-1']);
    expect((await show('web')).waiters.map(({ owner }) => owner)).toEqual(['high-2', 'low']);
  });

  it('wakes who waits as soon as the lock is free', async () => {
    const first = await take('a', 'web');
    const waiting = acquire('b', 'web', { waitMs: 10_000 });
    await expect.poll(async () => (await show('web')).waiting).toBe(1);
    const startedMs = performance.now();
    await release(first.id);
    expect((await waiting).hold?.owner).toBe('b');
    expect(performance.now() - startedMs).toBeLessThan(500);
  });

  it('keeps a place between calls, and gives it up when nobody asks any more', async () => {
    const first = await take('a', 'web', { ttlMs: 600_000 });
    const left = await queue('b', 'web');
    const kept = await queue('c', 'web');
    hub.clock.advance(lockLimits.placeKeptMs - 1_000);
    await poll(kept, 'c', 'web');
    hub.clock.advance(lockLimits.placeKeptMs - 1_000);
    expect(await expire()).toEqual({ expired: 1 });
    await release(first.id);
    expect((await poll(kept, 'c', 'web')).hold?.owner).toBe('c');
    await expect(poll(left, 'b', 'web')).rejects.toMatchObject({ code: 'lease_lost' });
  });

  it('is left by releasing the ticket', async () => {
    const first = await take('a', 'web');
    const ticket = await queue('b', 'web');
    await queue('c', 'web');
    await release(ticket);
    await release(first.id);
    expect((await show('web')).holders.map(({ owner }) => owner)).toEqual(['c']);
  });

  it('gives a hold only a short life until its owner asks for it', async () => {
    const first = await take('a', 'web');
    await queue('gone', 'web', { ttlMs: 3_600_000 });
    const patient = await queue('c', 'web');
    await release(first.id);
    hub.clock.advance(lockLimits.pickUpMs / 2);
    await poll(patient, 'c', 'web');
    hub.clock.advance(lockLimits.pickUpMs / 2 + 1);
    await expire();
    expect((await poll(patient, 'c', 'web')).hold?.owner).toBe('c');
  });

  it('has a ticket for one wish only', async () => {
    await take('a', 'web');
    const ticket = await queue('b', 'web');
    await expect(poll(ticket, 'b', 'api')).rejects.toMatchObject({
      details: { reason: 'other_locks' },
    });
    await expect(acquire('b', 'web', { ticket }, 'acme/other')).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

describe('several locks at once', () => {
  it('are taken all or none', async () => {
    const api = await take('a', 'api');
    expect((await acquire('b', ['web', 'api'])).hold).toBeNull();
    const ticket = await queue('b', ['web', 'api']);
    expect(await show('web')).toMatchObject({ inUse: 0, waiting: 1 });
    await release(api.id);
    const { hold } = await poll(ticket, 'b', ['web', 'api']);
    expect(hold?.locks.map(({ lockId }) => lockId)).toEqual(['api', 'web']);
    await release(ticket);
    await expect(show('web')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are not starved by those who want one of them', async () => {
    const api = await take('a', 'api');
    const both = await queue('b', ['web', 'api']);
    const single = await queue('c', 'web');
    expect(await show('web')).toMatchObject({ inUse: 0, waiting: 2 });
    await release(api.id);
    expect((await poll(both, 'b', ['web', 'api'])).hold).not.toBeNull();
    await release(both);
    expect((await poll(single, 'c', 'web')).hold).not.toBeNull();
  });

  it('free the way in every queue when their ticket leaves', async () => {
    await take('a', 'api');
    const both = await queue('b', ['web', 'api']);
    const single = await queue('c', 'web');
    await release(both);
    expect((await poll(single, 'c', 'web')).hold).not.toBeNull();
  });
});

describe('a deadlock', () => {
  it('is refused to the call that would close the circle, with the circle named', async () => {
    await take('a', 'web');
    await take('b', 'api');
    await queue('a', 'api');
    await expect(queue('b', 'web')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('build/b → web → build/a → api → build/b'),
      details: {
        reason: 'deadlock',
        cycle: [
          { owner: 'build/b', lockId: 'web' },
          { owner: 'build/a', lockId: 'api' },
        ],
      },
    });
    expect(await show('web')).toMatchObject({ waiting: 0 });
  });

  it('of one owner with itself is refused too', async () => {
    await take('a', 'web');
    await expect(queue('a', 'web')).rejects.toMatchObject({ details: { reason: 'deadlock' } });
    expect((await acquire('a', 'web')).hold).toBeNull();
  });

  it('through the queue of a free lock is found', async () => {
    await take('a', 'api');
    await queue('b', ['web', 'api']);
    await expect(queue('a', 'web')).rejects.toMatchObject({ details: { reason: 'deadlock' } });
  });

  it('made by overtaking somebody who waits is refused, and only that', async () => {
    const units = (count: number) => ({ locks: [{ lockId: 'web', count, capacity: 3 }] });
    await take('x', 'web', units(1));
    await take('b', 'gpu');
    await queue('b', 'web', units(3));
    await queue('a', 'gpu');
    // With a unit of web, a would keep b from its three, and b keeps gpu from a.
    await expect(acquire('a', 'web', { ...units(1), priority: 9 })).rejects.toMatchObject({
      details: { reason: 'deadlock', cycle: [{ owner: 'build/a' }, { owner: 'build/b' }] },
    });
    expect((await acquire('c', 'web', { ...units(1), priority: 9 })).hold).not.toBeNull();
  });

  it('is no deadlock any more when a place or a hold lapsed', async () => {
    await take('a', 'web', { ttlMs: 1_000 });
    await take('b', 'api', { ttlMs: 600_000 });
    await queue('a', 'api');
    hub.clock.advance(1_001);
    expect((await acquire('b', 'web', { waitMs: 1 })).hold).not.toBeNull();
  });
});

describe('a holder that went silent', () => {
  it('loses its locks to those who wait, and learns of it', async () => {
    const silent = await take('a', 'web', { ttlMs: 5_000 });
    const ticket = await queue('b', 'web');
    hub.clock.advance(4_000);
    const renewedAt = hub.clock.now();
    expect((await renew(silent.id)).expiresAt).toBe(new Date(renewedAt + 5_000).toISOString());
    hub.clock.advance(5_000);
    expect(await expire()).toEqual({ expired: 0 });
    hub.clock.advance(1);
    await expect(renew(silent.id)).rejects.toMatchObject({ code: 'lease_lost' });
    expect(await expire()).toEqual({ expired: 1 });
    const { hold } = await poll(ticket, 'b', 'web');
    expect(hold?.fencingToken).toBeGreaterThan(silent.fencingToken);
    await expect(renew(silent.id)).rejects.toMatchObject({ code: 'lease_lost' });
    await expect(release(silent.id)).rejects.toMatchObject({ code: 'lease_lost' });
    await expect(poll(silent.id, 'a', 'web')).rejects.toMatchObject({ code: 'lease_lost' });
    expect(await isValid('web', silent.fencingToken)).toBe(false);
    expect(await isValid('web', hold?.fencingToken ?? 0)).toBe(true);
  });

  it('loses them at once to whoever asks, without waiting for the sweep', async () => {
    await take('a', ['web', 'api'], { ttlMs: 5_000 });
    hub.clock.advance(5_001);
    await take('b', 'web');
    await take('c', 'api');
  });

  it('is told in the event stream', async () => {
    await take('a', 'web', { ttlMs: 5_000 });
    hub.clock.advance(5_001);
    await expire();
    const { items } = await hub.hub.system('test').call(operations.listEvents, {});
    expect(items).toMatchObject([{ type: 'lock.expired', data: { owner: 'a', locks: ['web'] } }]);
  });
});

describe('repeating after a lost answer', () => {
  const ticket = 'hld_0190b5c8-6c1f-7000-8000-000000000001';

  it('gives the same hold for the same ticket', async () => {
    const first = await acquire('a', 'web', { ticket });
    const again = await acquire('a', 'web', { ticket });
    expect(again).toEqual(first);
    expect(await show('web')).toMatchObject({ inUse: 1 });
  });

  it('releases once, and says so again', async () => {
    await acquire('a', 'web', { ticket });
    await release(ticket);
    hub.clock.advance(1_000);
    expect((await release(ticket)).releasedAt).toBe('2026-01-01T00:00:00.000Z');
  });

  it('of an acquire that comes after the release takes nothing', async () => {
    await acquire('a', 'web', { ticket });
    await release(ticket);
    await expect(acquire('a', 'web', { ticket })).rejects.toMatchObject({ code: 'lease_lost' });
    await expect(show('web')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('who may do what', () => {
  it('keeps a hold to the principal that has it; an owner may break it', async () => {
    const hold = await take('a', 'web');
    const waiter = await queue('b', 'web');
    const other = 'acme/other';
    await expect(renew(hold.id, other)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(release(hold.id, other)).rejects.toMatchObject({ code: 'forbidden' });
    await hub.call(other, operations.breakLock, { holdId: hold.id, reason: 'stuck' });
    expect((await poll(waiter, 'b', 'web')).hold).not.toBeNull();
    await expect(renew(hold.id)).rejects.toMatchObject({ code: 'lease_lost' });
  });

  it('takes the same name of another principal for another owner', async () => {
    await take('a', 'web');
    await expect(queue('a', 'web', {}, 'acme/other')).resolves.toBeTypeOf('string');
  });

  it('takes an agent for the same owner whoever calls, if it is registered', async () => {
    const agent = await hub.call(ours, operations.registerAgent, { name: 'w', type: 'worker' });
    await take(agent.id, 'web');
    await expect(queue(agent.id, 'web', {}, 'acme/other')).rejects.toMatchObject({
      details: { reason: 'deadlock' },
    });
    const stranger = 'agt_0190b5c8-6c1f-7000-8000-00000000ffff';
    await expect(acquire(stranger, 'web')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('shows the locks of a tenant to nobody else', async () => {
    const hold = await take('a', 'web');
    const theirs = 'other/build';
    await take('a', 'web', {}, theirs);
    const { items } = await hub.call('third/build', operations.listLocks, {});
    expect(items).toEqual([]);
    await expect(renew(hold.id, theirs)).rejects.toMatchObject({ code: 'lease_lost' });
    await expect(
      hub.call(theirs, operations.breakLock, { holdId: hold.id, reason: 'mine' }),
    ).rejects.toMatchObject({ code: 'lease_lost' });
    hub.clock.advance(60_000);
    expect(await expire()).toEqual({ expired: 2 });
  });
});

describe('lists', () => {
  it('name the locks in use, page by page', async () => {
    for (const lockId of ['c', 'a', 'B']) await take('x', lockId);
    const first = await hub.call(ours, operations.listLocks, { limit: 2 });
    expect(first.items.map(({ id }) => id)).toEqual(['B', 'a']);
    const rest = await hub.call(ours, operations.listLocks, { cursor: first.nextCursor ?? '' });
    expect(rest).toMatchObject({ items: [{ id: 'c', inUse: 1, waiting: 0 }], nextCursor: null });
  });
});
