import { limits, operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Messenger, openMessenger, owner, stranger } from './test/messenger.ts';

let hub: Messenger;
let builder: string;
beforeEach(async () => {
  hub = await openMessenger();
  builder = await hub.register('builder');
});
afterEach(() => hub.destroy());

const payloads = (deliveries: readonly { message: { payload: unknown } }[]) =>
  deliveries.map(({ message }) => message.payload);
const toBuilder = { agent: 'builder' };

describe('an inbox', () => {
  it('hands a message out until it is acknowledged, and never after', async () => {
    const { message, agentId, recipients } = await hub.send({ to: toBuilder, payload: { a: 1 } });
    expect({ agentId, recipients }).toEqual({ agentId: builder, recipients: 1 });
    const [first] = await hub.receive('builder');
    expect(first).toMatchObject({ agentId: builder, attempt: 1, message });
    expect(await hub.receive('builder')).toEqual([]);
    expect(await hub.ack('builder', [first!])).toEqual(['done']);
    hub.clock.advance(limits.deliveryLeaseMsMax);
    await hub.sweep();
    expect(await hub.receive('builder')).toEqual([]);
  });

  it('hands it out again, under the same id, when the receiver never came back', async () => {
    await hub.send({ to: toBuilder });
    const [first] = await hub.receive('builder', { leaseMs: 5_000 });
    hub.clock.advance(4_999);
    expect(await hub.receive('builder')).toEqual([]);
    hub.clock.advance(1);
    const [second] = await hub.receive('builder');
    expect(second).toMatchObject({ deliveryId: first!.deliveryId, attempt: 2 });
  });

  it('keeps the order of one sender, also when it hands out again', async () => {
    for (let index = 0; index < 9; index += 1) await hub.send({ to: toBuilder, payload: index });
    const first = await hub.receive('builder', { limit: 4, leaseMs: 1_000 });
    const second = await hub.receive('builder', { limit: 2, leaseMs: 60_000 });
    expect(payloads([...first, ...second])).toEqual([0, 1, 2, 3, 4, 5]);
    hub.clock.advance(1_000);
    expect(payloads(await hub.receive('builder'))).toEqual([0, 1, 2, 3, 6, 7, 8]);
  });

  it('holds back what comes after a refused delivery of the same sender, and nobody else', async () => {
    await hub.register('other');
    await hub.send({ to: toBuilder, payload: 'first' });
    const [refused] = await hub.receive('builder');
    await hub.send({ to: toBuilder, payload: 'second' });
    await hub.send({ to: toBuilder, payload: 'from another', from: 'other' });
    expect(await hub.nack('builder', [refused!], 5_000, 'busy')).toEqual(['done']);
    expect(payloads(await hub.receive('builder'))).toEqual(['from another']);
    hub.clock.advance(5_000);
    expect(payloads(await hub.receive('builder'))).toEqual(['first', 'second']);
  });

  it('lets larger priorities overtake', async () => {
    for (const [payload, priority] of [
      ['a', 0],
      ['b', 5],
      ['c', 0],
      ['d', 5],
    ] as const) {
      await hub.send({ to: toBuilder, payload, priority });
    }
    expect(payloads(await hub.receive('builder'))).toEqual(['b', 'd', 'a', 'c']);
  });

  it('hands out nothing that expired, and counts it', async () => {
    await hub.send({ to: toBuilder, ttlMs: 1_000 });
    hub.clock.advance(1_000);
    expect(await hub.receive('builder')).toEqual([]);
    expect(await hub.sweep()).toMatchObject({ expired: 1, dead: 0 });
    expect(await hub.inbox('builder')).toMatchObject({ open: 0, expired: 1, ready: 0 });
    expect(await hub.sweep()).toMatchObject({ expired: 0 });
  });

  it('believes an acknowledgement that comes late, and takes it once', async () => {
    await hub.send({ to: toBuilder });
    const late = await hub.receive('builder', { leaseMs: 1_000 });
    hub.clock.advance(2_000);
    const current = await hub.receive('builder');
    expect(await hub.ack('builder', late)).toEqual(['done']);
    expect(await hub.ack('builder', current)).toEqual(['already']);
    expect(await hub.inbox('builder')).toMatchObject({ open: 0, acknowledged: 1 });
  });

  it('takes no refusal of an attempt that is over', async () => {
    await hub.send({ to: toBuilder });
    const old = await hub.receive('builder', { leaseMs: 1_000 });
    hub.clock.advance(1_000);
    await hub.receive('builder', { leaseMs: 60_000 });
    expect(await hub.nack('builder', old)).toEqual(['stale']);
    expect(await hub.receive('builder')).toEqual([]);
  });

  it('knows no delivery that was not handed out, or is another one’s', async () => {
    const { message } = await hub.send({ to: toBuilder });
    const { deliveries } = await hub.call(owner, operations.showMessage, {
      messageId: message.id,
    });
    const { deliveryId } = deliveries[0]!;
    await hub.register('other');
    const ack = (agent: string) =>
      hub.call(owner, operations.acknowledgeMessages, { agent, deliveryIds: [deliveryId] });
    const unknown = { outcomes: [{ deliveryId, outcome: 'unknown' }] };
    expect(await ack('builder')).toEqual(unknown);
    await hub.receive('builder');
    expect(await ack('other')).toEqual(unknown);
  });

  it('wakes a receiver that waits', async () => {
    const waiting = hub.receive('builder', { waitMs: 20_000 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await hub.send({ to: toBuilder, payload: 'awake' });
    expect(payloads(await waiting)).toEqual(['awake']);
  });

  it('refuses a message for it alone when it is full, and is passed over by those for many', async () => {
    const messages = Array.from({ length: 100 }, () => ({ to: toBuilder, type: 'note' }));
    for (let sent = 0; sent < limits.inboxMax; sent += 100) {
      await hub.call(owner, operations.sendMessages, { messages });
    }
    await expect(hub.send({ to: toBuilder })).rejects.toMatchObject({ code: 'unavailable' });
    const toAll = await hub.send({ to: { all: true } });
    expect(toAll).toMatchObject({ recipients: 0, skipped: 1 });
    expect(await hub.inbox('builder')).toMatchObject({ open: limits.inboxMax });
    await hub.ack('builder', await hub.receive('builder', { limit: 1 }));
    expect(await hub.send({ to: toBuilder })).toMatchObject({ recipients: 1 });
  }, 60_000);
});

describe('a stream of deliveries', () => {
  it('pushes what arrives, and no more than its window before it is acknowledged', async () => {
    const gone = new AbortController();
    const call = {
      operation: 'message.watch',
      input: { agent: 'builder', window: 2 },
      token: owner,
      surface: 'rest' as const,
      signal: gone.signal,
    };
    const items = (await hub.hub.stream(call))[Symbol.asyncIterator]();
    const next = async () => (await items.next()).value;
    for (let index = 0; index < 3; index += 1) await hub.send({ to: toBuilder, payload: index });
    const first = await next();
    const second = await next();
    expect(payloads([first, second])).toEqual([0, 1]);
    let isPushed = false;
    const third = next().then((item) => {
      isPushed = true;
      return item;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isPushed).toBe(false);
    await hub.ack('builder', [first]);
    expect(payloads([await third])).toEqual([2]);
    gone.abort();
  });
});

describe('tenants', () => {
  it('never see each other’s messages, agents or inboxes', async () => {
    await hub.register('builder', [], stranger);
    const { message } = await hub.send({ to: toBuilder, payload: 'ours' });
    expect(await hub.receive('builder', {}, stranger)).toEqual([]);
    await expect(hub.receive(builder, {}, stranger)).rejects.toMatchObject({ code: 'not_found' });
    const { id: messageId } = message;
    for (const asked of [
      hub.call(stranger, operations.showMessage, { messageId }),
      hub.call(stranger, operations.replyToMessage, { messageId, type: 'reply' }),
      hub.send({ to: { agent: builder } }, stranger),
      hub.send({ to: toBuilder, threadId: messageId }, stranger),
    ]) {
      await expect(asked).rejects.toMatchObject({ code: 'not_found' });
    }
    const { items } = await hub.call(stranger, operations.showThread, { threadId: messageId });
    expect(items).toEqual([]);
    const broadcast = await hub.send({ to: { all: true } }, stranger);
    expect(broadcast.recipients).toBe(1);
    expect(payloads(await hub.receive('builder'))).toEqual(['ours']);
  });
});
