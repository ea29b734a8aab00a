import { limits, operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Messenger, openMessenger, owner } from './test/messenger.ts';

let hub: Messenger;
beforeEach(async () => {
  hub = await openMessenger();
  await hub.register('asker');
  await hub.register('answerer');
});
afterEach(() => hub.destroy());

const request = (waitMs: number, more: { key?: string; from?: string } = { from: 'asker' }) =>
  hub.call(owner, operations.requestReply, {
    to: { agent: 'answerer' },
    type: 'question',
    payload: '?',
    correlation: 'job-7',
    waitMs,
    ...more,
  });

async function answer(payload: unknown = '!') {
  const [asked] = await hub.receive('answerer', { waitMs: 5_000, limit: 1 });
  const messageId = asked!.message.id;
  const reply = { messageId, from: 'answerer', type: 'answer', payload };
  const sent = await hub.call(owner, operations.replyToMessage, reply);
  await hub.ack('answerer', [asked!]);
  return sent;
}

describe('a request', () => {
  it('is sent once and answered with the reply, which the inbox does not hand out as well', async () => {
    const asking = request(20_000);
    const sent = await answer();
    const { request: asked, reply } = await asking;
    expect(reply).toEqual(sent.message);
    expect(reply).toMatchObject({
      payload: '!',
      replyTo: asked.message.id,
      threadId: asked.message.id,
      correlation: 'job-7',
    });
    hub.clock.advance(limits.messageWaitMsMax * 2);
    expect(await hub.receive('asker')).toEqual([]);
    expect(await hub.receive('answerer')).toEqual([]);
    expect(await hub.inbox('asker')).toMatchObject({ open: 0, acknowledged: 1 });
  });

  it('leaves a reply that comes too late to the inbox', async () => {
    const { reply } = await request(0);
    expect(reply).toBeNull();
    await answer('late');
    const [late] = await hub.receive('asker');
    expect(late!.message.payload).toBe('late');
  });

  it('leaves the reply to the inbox when whoever waited is gone', async () => {
    const gone = new AbortController();
    const asking = hub.hub.call({
      operation: 'message.request',
      input: { from: 'asker', to: { agent: 'answerer' }, type: 'question', waitMs: 5_000 },
      token: owner,
      surface: 'rest',
      signal: gone.signal,
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    gone.abort();
    await asking;
    await answer('for whom?');
    expect(await hub.receive('asker')).toEqual([]);
    hub.clock.advance(6_000);
    expect((await hub.receive('asker'))[0]?.message.payload).toBe('for whom?');
  });

  it('finds its reply again under its key, and sends nothing twice', async () => {
    const asking = request(20_000, { from: 'asker', key: 'q1' });
    await answer();
    const first = await asking;
    const again = await request(20_000, { from: 'asker', key: 'q1' });
    expect(again.reply).toEqual(first.reply);
    expect(again.request).toEqual({ ...first.request, isRepeat: true });
    expect(await hub.receive('answerer')).toEqual([]);
  });

  it('waits on under its key when the first wait ended without a reply', async () => {
    expect((await request(0, { from: 'asker', key: 'q2' })).reply).toBeNull();
    const asking = request(20_000, { from: 'asker', key: 'q2' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await answer('at last');
    expect((await asking).reply?.payload).toBe('at last');
    expect(await hub.receive('asker')).toEqual([]);
  });

  it('can be asked by a caller that is no agent', async () => {
    const asking = request(20_000, {});
    const sent = await answer();
    expect(sent).toMatchObject({ recipients: 0, message: { to: { agent: 'owner' } } });
    expect((await asking).reply).toEqual(sent.message);
  });
});
