import { limits, operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Messenger, openMessenger, owner } from './test/messenger.ts';

let hub: Messenger;
let builder: string;
let tester: string;
beforeEach(async () => {
  hub = await openMessenger();
  builder = await hub.register('builder', ['lang:go']);
  tester = await hub.register('tester');
});
afterEach(() => hub.destroy());

const received = async (agent: string) =>
  (await hub.receive(agent)).map(({ message }) => message.payload);

describe('a message', () => {
  it('goes to one agent, by its id or its name, and to nobody else', async () => {
    await hub.send({ to: { agent: 'builder' }, payload: 'by name' });
    await hub.send({ to: { agent: builder }, payload: 'by id' });
    expect(await received(builder)).toEqual(['by name', 'by id']);
    expect(await received('tester')).toEqual([]);
  });

  it('waits for an agent that is offline', async () => {
    hub.clock.advance(10 * limits.leaseMs);
    await hub.send({ to: { agent: 'builder' }, payload: 'while away' });
    hub.clock.advance(3_600_000);
    expect(await received('builder')).toEqual(['while away']);
  });

  it('goes nowhere when there is no such agent', async () => {
    const nobody = hub.clock.newId('agent');
    for (const agent of ['nobody', nobody]) {
      await expect(hub.send({ to: { agent } })).rejects.toMatchObject({ code: 'not_found' });
    }
    await expect(hub.send({ to: { agent: builder }, from: 'nobody' })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect((await hub.call(owner, operations.listMessages, {})).items).toEqual([]);
  });

  it('to all goes to whom there is at that moment, except its sender', async () => {
    const sent = await hub.send({ to: { all: true }, from: 'builder', payload: 'all' });
    expect(sent).toMatchObject({ recipients: 1, skipped: 0, agentId: tester });
    await hub.register('late');
    expect(await received('tester')).toEqual(['all']);
    expect(await received('builder')).toEqual([]);
    expect(await received('late')).toEqual([]);
    const able = await hub.send({ to: { all: true, capability: 'lang:go' } });
    expect(able).toMatchObject({ recipients: 1, agentId: builder });
    expect(await hub.send({ to: { all: true, type: 'runner' } })).toMatchObject({ recipients: 0 });
  });

  it('carries any JSON, and nothing too large or too deep', async () => {
    const payload = { text: 'é\u0000"', list: [1, null, { deep: true }], __proto__: { a: 1 } };
    await hub.send({ to: { agent: builder }, payload });
    await hub.send({ to: { agent: builder }, payload: null });
    expect(await received(builder)).toEqual([JSON.parse(JSON.stringify(payload)), null]);
    const nested = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`);
    for (const refused of ['x'.repeat(limits.messagePayloadBytesMax), nested]) {
      const sending = hub.send({ to: { agent: builder }, payload: refused });
      await expect(sending).rejects.toMatchObject({ code: 'invalid_input' });
    }
    expect(hub.bugs).toEqual([]);
  });
});

describe('a key', () => {
  it('makes a repeat return the first message, with one delivery', async () => {
    const draft = { to: { agent: builder }, key: 'k1', payload: 1 };
    const first = await hub.send(draft);
    const again = await hub.send({ ...draft, payload: 2 });
    expect(again).toEqual({ ...first, isRepeat: true });
    expect(await received(builder)).toEqual([1]);
  });

  it('counts for its sender only', async () => {
    const draft = { to: { all: true as const }, key: 'k1' };
    const first = await hub.send({ ...draft, from: 'builder' });
    const second = await hub.send({ ...draft, from: 'tester' });
    expect(second.isRepeat).toBe(false);
    expect(second.message.id).not.toBe(first.message.id);
  });

  it('holds also within one batch', async () => {
    const messages = [1, 2, 3].map((payload) => ({
      to: { agent: builder },
      type: 'note',
      payload,
      ...(payload === 3 ? {} : { key: 'same' }),
    }));
    const { sent } = await hub.call(owner, operations.sendMessages, { messages });
    expect(sent.map(({ isRepeat }) => isRepeat)).toEqual([false, true, false]);
    expect(sent[1]!.message).toEqual(sent[0]!.message);
    expect(await received(builder)).toEqual([1, 3]);
  });
});

describe('a batch', () => {
  it('is sent in its order, or not at all', async () => {
    const draft = (payload: unknown, agent = 'builder') => ({
      to: { agent },
      type: 'note',
      payload,
    });
    const messages = [draft(1), draft(2), draft(3, 'nobody')];
    await expect(hub.call(owner, operations.sendMessages, { messages })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await hub.receive('builder')).toEqual([]);
    const many = Array.from({ length: limits.messageBatchMax }, (_, index) => draft(index));
    await hub.call(owner, operations.sendMessages, { messages: many });
    expect(await received('builder')).toEqual(many.map(({ payload }) => payload));
  });
});

describe('topics', () => {
  const subscribe = (agent: string, pattern: string) =>
    hub.call(owner, operations.subscribeTopic, { agent, pattern });

  it('reach each agent once, whose patterns match, however many of them do', async () => {
    await subscribe('builder', 'build.*');
    await subscribe('builder', '**');
    await subscribe('tester', 'test.**');
    const built = await hub.send({ to: { topic: 'build.web' }, payload: 'b' });
    expect(built).toMatchObject({ recipients: 1, agentId: builder });
    await hub.send({ to: { topic: 'test.web.unit' }, payload: 't', from: 'builder' });
    expect(await received('builder')).toEqual(['b']);
    expect(await received('tester')).toEqual(['t']);
  });

  it('are heard from subscribing to unsubscribing', async () => {
    await hub.send({ to: { topic: 'a' }, payload: 'before' });
    const first = await subscribe('builder', 'a');
    hub.clock.advance(1);
    expect(await subscribe('builder', 'a')).toEqual(first);
    await hub.send({ to: { topic: 'a' }, payload: 'between' });
    const remove = { agent: 'builder', pattern: 'a' };
    expect(await hub.call(owner, operations.unsubscribeTopic, remove)).toEqual({ removed: true });
    expect(await hub.call(owner, operations.unsubscribeTopic, remove)).toEqual({ removed: false });
    expect(await hub.send({ to: { topic: 'a' } })).toMatchObject({ recipients: 0 });
    expect(await received('builder')).toEqual(['between']);
  });

  it('are listed, page by page, and bounded for each agent', async () => {
    for (let index = 0; index < limits.subscriptionsMax; index += 1) {
      await subscribe('builder', `t${index}`);
    }
    await expect(subscribe('builder', 'more')).rejects.toMatchObject({
      code: 'precondition_failed',
    });
    await subscribe('tester', 't0');
    const patterns: string[] = [];
    let cursor: string | undefined;
    do {
      const input = { limit: 40, ...(cursor && { cursor }) };
      const page = await hub.call(owner, operations.listTopics, input);
      patterns.push(...page.items.map(({ pattern, agentId }) => `${pattern} ${agentId}`));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(patterns).size).toBe(limits.subscriptionsMax + 1);
    const { items } = await hub.call(owner, operations.listTopics, { agent: 'tester' });
    expect(items.map(({ pattern }) => pattern)).toEqual(['t0']);
  });
});

describe('threads', () => {
  it('hold a conversation together, in order and page by page', async () => {
    const { message } = await hub.send({ to: { agent: builder }, from: 'tester', payload: 0 });
    const threadId = message.threadId;
    expect(threadId).toBe(message.id);
    const reply = { messageId: message.id, from: 'builder', type: 'answer', payload: 1 };
    const answer = await hub.call(owner, operations.replyToMessage, reply);
    expect(answer).toMatchObject({
      agentId: tester,
      message: { threadId, replyTo: message.id, to: { agent: tester } },
    });
    await hub.send({ to: { agent: builder }, from: 'tester', threadId, payload: 2 });
    await hub.send({ to: { agent: builder }, payload: 'another' });
    const first = await hub.call(owner, operations.showThread, { threadId, limit: 2 });
    const cursor = first.nextCursor!;
    const rest = await hub.call(owner, operations.showThread, { threadId, cursor });
    expect([...first.items, ...rest.items].map(({ payload }) => payload)).toEqual([0, 1, 2]);
    const missing = { to: { agent: builder }, threadId: hub.clock.newId('message') };
    await expect(hub.send(missing)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('reading', () => {
  it('lists messages newest first and shows where each stands', async () => {
    const first = await hub.send({ to: { agent: builder }, payload: 1, from: 'tester' });
    await hub.send({ to: { all: true }, payload: 2, type: 'other' });
    const list = async (input: object) =>
      (await hub.call(owner, operations.listMessages, input)).items.map(({ payload }) => payload);
    expect(await list({})).toEqual([2, 1]);
    expect(await list({ from: 'tester' })).toEqual([1]);
    expect(await list({ type: 'other' })).toEqual([2]);
    const show = async () =>
      hub.call(owner, operations.showMessage, { messageId: first.message.id });
    expect((await show()).counts).toEqual({ waiting: 1 });
    const delivered = await hub.receive('builder', { limit: 1 });
    expect((await show()).counts).toEqual({ 'handed-out': 1 });
    await hub.ack('builder', delivered);
    expect(await show()).toMatchObject({
      counts: { acknowledged: 1 },
      deliveries: [{ agentId: builder, attempts: 1, state: 'acknowledged' }],
    });
    expect(await hub.inbox('builder')).toMatchObject({ open: 1, ready: 1, acknowledged: 1 });
  });
});
