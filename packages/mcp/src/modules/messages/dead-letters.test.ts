import { limits, operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messageLimits } from './limits.ts';
import { type Messenger, openMessenger, owner } from './test/messenger.ts';

let hub: Messenger;
beforeEach(async () => {
  hub = await openMessenger();
  await hub.register('builder');
});
afterEach(() => hub.destroy());

const to = { agent: 'builder' };
const deadLetters = async (input: object = {}) =>
  (await hub.call(owner, operations.listDeadLetters, input)).items;
const redrive = (deliveryIds: string[]) =>
  hub.call(owner, operations.redriveMessages, { deliveryIds });

async function refuseUntilDead(reason = 'cannot'): Promise<string> {
  for (let attempt = 1; attempt <= limits.deliveryAttemptsMax; attempt += 1) {
    const taken = await hub.receive('builder', { limit: 1 });
    expect(taken[0]?.attempt).toBe(attempt);
    expect(await hub.nack('builder', taken, 0, reason)).toEqual(['done']);
    if (attempt === limits.deliveryAttemptsMax) return taken[0]!.deliveryId;
    expect(await deadLetters()).toEqual([]);
  }
  throw new Error('unreachable');
}

describe('a dead letter', () => {
  it('is what was refused as often as is allowed, no sooner, and is handed out no more', async () => {
    const { message } = await hub.send({ to });
    const deliveryId = await refuseUntilDead('it is broken');
    expect(await hub.receive('builder')).toEqual([]);
    expect(await deadLetters({ agent: 'builder' })).toMatchObject([
      { deliveryId, message, reason: 'it is broken', attempts: limits.deliveryAttemptsMax },
    ]);
    expect(await hub.inbox('builder')).toMatchObject({ open: 0, dead: 1 });
    const { items } = await hub.call(owner, operations.listEvents, { type: 'message.failed' });
    expect(items).toMatchObject([{ data: { deliveryId, cause: 'attempts' } }]);
    expect(JSON.stringify(items)).not.toContain('broken');
  });

  it('is what nobody acknowledged as often as is allowed', async () => {
    await hub.send({ to });
    for (let attempt = 1; attempt <= limits.deliveryAttemptsMax; attempt += 1) {
      expect(await hub.receive('builder', { leaseMs: 1_000 })).toMatchObject([{ attempt }]);
      expect(await hub.sweep()).toMatchObject({ dead: 0 });
      hub.clock.advance(1_000);
    }
    expect(await hub.receive('builder')).toEqual([]);
    expect(await hub.sweep()).toMatchObject({ dead: 1 });
    expect(await hub.sweep()).toMatchObject({ dead: 0 });
    expect(await deadLetters()).toHaveLength(1);
  });

  it('holds nobody up', async () => {
    await hub.send({ to, payload: 'bad' });
    await hub.send({ to, payload: 'good' });
    await refuseUntilDead();
    expect(await hub.receive('builder')).toMatchObject([{ message: { payload: 'good' } }]);
  });

  it('goes on its way again when it is sent again, once', async () => {
    await hub.send({ to, payload: 'again', ttlMs: 60_000 });
    const deliveryId = await refuseUntilDead();
    hub.clock.advance(3_600_000);
    expect(await redrive([deliveryId])).toEqual({ redriven: 1 });
    expect(await redrive([deliveryId])).toEqual({ redriven: 0 });
    expect(await deadLetters()).toEqual([]);
    const [again] = await hub.receive('builder');
    expect(again).toMatchObject({ deliveryId, attempt: limits.deliveryAttemptsMax + 1 });
    expect(await hub.ack('builder', [again!])).toEqual(['done']);
    expect(await hub.inbox('builder')).toMatchObject({ open: 0, acknowledged: 1 });
  });

  it('is done with when its receiver says so after all', async () => {
    await hub.send({ to });
    const deliveryId = await refuseUntilDead();
    const input = { agent: 'builder', deliveryIds: [deliveryId] };
    const { outcomes } = await hub.call(owner, operations.acknowledgeMessages, input);
    expect(outcomes).toEqual([{ deliveryId, outcome: 'done' }]);
    expect(await deadLetters()).toEqual([]);
    expect(await redrive([deliveryId])).toEqual({ redriven: 0 });
    expect(await hub.inbox('builder')).toMatchObject({ open: 0 });
  });
});

describe('what is old', () => {
  it('is forgotten some time after it was settled; dead letters much later; nothing open', async () => {
    await hub.send({ to, payload: 'dead' });
    await refuseUntilDead();
    const done = await hub.send({ to, payload: 'done' });
    await hub.ack('builder', await hub.receive('builder'));
    await hub.send({ to: { topic: 'unheard' } });
    await hub.send({ to, payload: 'open', ttlMs: limits.messageTtlMsMax });
    const kept = async () =>
      (await hub.call(owner, operations.listMessages, {})).items.map(({ payload }) => payload);
    expect(await hub.sweep()).toMatchObject({ forgotten: 0 });
    hub.clock.advance(messageLimits.settledKeptMs + 1);
    expect(await hub.sweep()).toMatchObject({ forgotten: 2 });
    expect(await kept()).toEqual(['open', 'dead']);
    const { messageId } = { messageId: done.message.id };
    await expect(hub.call(owner, operations.showMessage, { messageId })).rejects.toMatchObject({
      code: 'not_found',
    });
    hub.clock.advance(messageLimits.deadKeptMs);
    await hub.sweep();
    expect(await kept()).toEqual(['open']);
    hub.clock.advance(messageLimits.settledKeptMs + 1);
    await hub.sweep();
    expect(await kept()).toEqual([]);
  });
});
