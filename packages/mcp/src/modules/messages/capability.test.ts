import { limits, operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Messenger, openMessenger, owner } from './test/messenger.ts';

let hub: Messenger;
beforeEach(async () => {
  hub = await openMessenger();
});
afterEach(() => hub.destroy());

const toGo = { to: { capability: 'lang:go' } };
const goAway = () => hub.clock.advance(limits.leaseMs + 1);

describe('a message to a capability', () => {
  it('goes to the agent online that has the least to do', async () => {
    const a = await hub.register('a', ['lang:go']);
    const b = await hub.register('b', ['lang:go', 'lang:c']);
    await hub.register('c', ['lang:c']);
    const order = [];
    for (let index = 0; index < 4; index += 1) order.push((await hub.send(toGo)).agentId);
    expect(order.toSorted()).toEqual([a, a, b, b].toSorted());
    expect(order[0]).not.toBe(order[1]);
    await hub.ack('a', await hub.receive('a'));
    expect((await hub.send(toGo)).agentId).toBe(a);
    expect(await hub.receive('c')).toEqual([]);
  });

  it('passes over who is offline', async () => {
    await hub.register('a', ['lang:go']);
    goAway();
    const b = await hub.register('b', ['lang:go']);
    for (let index = 0; index < 3; index += 1) expect((await hub.send(toGo)).agentId).toBe(b);
  });

  it('waits until somebody appears who is able to', async () => {
    const sent = await hub.send({ ...toGo, payload: 'waits' });
    expect(sent).toMatchObject({ recipients: 0, agentId: null });
    await hub.register('c', ['lang:c']);
    expect(await hub.sweep()).toMatchObject({ assigned: 0 });
    await hub.register('a', ['lang:go']);
    expect(await hub.sweep()).toMatchObject({ assigned: 1 });
    const [delivery] = await hub.receive('a');
    expect(delivery).toMatchObject({ attempt: 1, message: { payload: 'waits' } });
  });

  it('is spread over those who appear', async () => {
    for (let index = 0; index < 6; index += 1) await hub.send(toGo);
    for (const name of ['a', 'b', 'c']) await hub.register(name, ['lang:go']);
    expect(await hub.sweep()).toMatchObject({ assigned: 6 });
    for (const name of ['a', 'b', 'c']) expect(await hub.receive(name)).toHaveLength(2);
  });

  it('is a dead letter when nobody appeared in time, and can be sent again', async () => {
    await hub.send(toGo);
    hub.clock.advance(limits.messageUnassignedMsMax);
    expect(await hub.sweep()).toMatchObject({ dead: 1, assigned: 0 });
    const { items } = await hub.call(owner, operations.listDeadLetters, {});
    expect(items).toMatchObject([{ agentId: null, state: 'dead', attempts: 0 }]);
    const { items: events } = await hub.call(owner, operations.listEvents, {
      type: 'message.failed',
    });
    expect(events).toMatchObject([{ data: { cause: 'nobody' } }]);
    await hub.register('a', ['lang:go']);
    expect(await hub.sweep()).toMatchObject({ assigned: 0 });
    const deliveryIds = items.map(({ deliveryId }) => deliveryId);
    await hub.call(owner, operations.redriveMessages, { deliveryIds });
    expect(await hub.sweep()).toMatchObject({ assigned: 1 });
    expect(await hub.receive('a')).toHaveLength(1);
  });

  it('is refused when too many wait already', async () => {
    const messages = Array.from({ length: 100 }, () => ({ ...toGo, type: 'note' }));
    for (let sent = 0; sent < limits.messagesUnassignedMax; sent += 100) {
      await hub.call(owner, operations.sendMessages, { messages });
    }
    await expect(hub.send(toGo)).rejects.toMatchObject({ code: 'unavailable' });
    await hub.register('a', ['lang:go']);
    expect(await hub.send(toGo)).toMatchObject({ recipients: 1 });
  }, 60_000);

  it('fails at once when somebody must be online', async () => {
    await hub.register('a', ['lang:go']);
    goAway();
    const to = { capability: 'lang:go', mustBeOnline: true };
    await expect(hub.send({ to })).rejects.toMatchObject({ code: 'unavailable' });
    expect((await hub.call(owner, operations.listMessages, {})).items).toEqual([]);
  });

  it('moves on from an agent that went offline, unless that one is at it', async () => {
    const a = await hub.register('a', ['lang:go']);
    await hub.send({ ...toGo, payload: 'lent' });
    await hub.receive('a', { leaseMs: 60_000 });
    await hub.send({ ...toGo, payload: 'waiting' });
    goAway();
    const b = await hub.register('b', ['lang:go']);
    expect(await hub.sweep()).toMatchObject({ assigned: 1 });
    const moved = await hub.receive('b');
    expect(moved.map(({ message }) => message.payload)).toEqual(['waiting']);
    hub.clock.advance(60_000);
    await hub.beat(b);
    expect(await hub.sweep()).toMatchObject({ assigned: 1 });
    expect(await hub.receive('b')).toMatchObject(
      [
        { attempt: 2, agentId: b, message: { payload: 'waiting' } },
        { attempt: 2, agentId: b, message: { payload: 'lent' } },
      ].toSorted((x, y) => (x.message.payload < y.message.payload ? -1 : 1)),
    );
    expect(await hub.inbox(a)).toMatchObject({ open: 0 });
    expect(await hub.inbox(b)).toMatchObject({ open: 2 });
  });

  it('stays with an agent that went offline while there is nobody else', async () => {
    await hub.register('a', ['lang:go']);
    await hub.send(toGo);
    goAway();
    expect(await hub.sweep()).toMatchObject({ assigned: 0 });
    expect(await hub.receive('a')).toHaveLength(1);
  });
});
