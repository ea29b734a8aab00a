import { type Message, operations, type SentMessage } from '@mosaic/contract';
import type { Kysely } from 'kysely';
import { type CommandContext, command, type QueryContext } from '../../../pipeline/handler.ts';
import type { Reader, Writer } from '../../../store/store.ts';
import { toMessage } from '../convert.ts';
import { addChange, applyChanges, type InboxChanges } from '../count-inboxes.ts';
import { replyTopic } from '../hint-topics.ts';
import { agentFinder } from '../known-agents.ts';
import { messageLimits } from '../limits.ts';
import type { MessageRow, MessageTables } from '../tables.ts';
import { findByKeys, findMessage } from './known-messages.ts';
import { type Draft, sendDrafts } from './send-drafts.ts';
import { senderOf } from './sender.ts';
import { toSent } from './store-outgoing.ts';

/** What a call settles before its first look, so that all its looks agree. */
interface Wait {
  readonly messageId: string;
  /** True when it was sent before, under the same key. */
  readonly isRepeat: boolean;
  /** Null when the caller does not wait. */
  readonly awaitedUntil: number | null;
}

/**
 * `message.request`: the first look sends, each looks for the reply and takes it.
 *
 * While somebody waits, the inbox holds the reply back, so that it is not handed out twice; when
 * the wait ends without taking it, the inbox hands it out like any other.
 */
export const requestHandler = command(
  operations.requestReply,
  async (context, { waitMs: _, ...draft }, wait: Wait) => {
    const request = await sendOnce(context, draft, wait);
    context.target(request.message.id);
    return { request, reply: await takeReply(context, request.message) };
  },
  {
    before: prepareWait,
    longPoll: {
      topic: (_, { messageId }) => replyTopic(messageId),
      waitMs: ({ waitMs }) => waitMs,
      isEmpty: ({ reply }) => reply === null,
      hasNews: async ({ store, principal }, _, { messageId }) =>
        (await firstReply(store, principal.tenant, messageId)) !== undefined,
    },
  },
);

async function prepareWait(
  { store, principal, clock, query }: QueryContext,
  { from, key, waitMs }: { from?: string | undefined; key?: string | undefined; waitMs: number },
): Promise<Wait> {
  const awaitedUntil = waitMs === 0 ? null : clock.now() + waitMs + messageLimits.replyHeldMs;
  if (key !== undefined) {
    const sender = await senderOf(agentFinder(query), principal, from);
    const [before] = await findByKeys(store, principal.tenant, [{ sender: sender.key, key }]);
    if (before) return { messageId: before.id, isRepeat: true, awaitedUntil };
  }
  return { messageId: clock.newId('message'), isRepeat: false, awaitedUntil };
}

async function sendOnce(
  context: CommandContext,
  draft: Draft,
  { messageId, isRepeat, awaitedUntil }: Wait,
): Promise<SentMessage> {
  const { store, principal } = context;
  const before = await findMessage(store, principal.tenant, messageId);
  const sent = before
    ? toSent(before, isRepeat)
    : (await sendDrafts(context, [{ ...draft, id: messageId, awaitedUntil }]))[0];
  if (sent === undefined) throw new Error('The request was not sent');
  if (sent.isRepeat && awaitedUntil !== null) {
    const tables: Kysely<MessageTables> = store;
    await tables
      .updateTable('message')
      .set({ awaited_until: awaitedUntil })
      .where('tenant', '=', principal.tenant)
      .where('id', '=', sent.message.id)
      .execute();
  }
  return sent;
}

async function firstReply(
  store: Reader | Writer,
  tenant: string,
  messageId: string,
): Promise<MessageRow | undefined> {
  const tables: Kysely<MessageTables> = store;
  return tables
    .selectFrom('message')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('reply_to', '=', messageId)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
}

/** The first reply; its delivery, where there is one, counts as acknowledged by that. */
async function takeReply(context: CommandContext, request: Message): Promise<Message | null> {
  const { store, clock } = context;
  const { tenant } = context.principal;
  const reply = await firstReply(store, tenant, request.id);
  if (!reply) return null;
  const tables: Kysely<MessageTables> = store;
  const taken = await tables
    .updateTable('message_delivery')
    .set((eb) => ({ state: 'acked', settled_at: clock.now(), attempt: eb('attempt', '+', 1) }))
    .where('tenant', '=', tenant)
    .where('message_id', '=', reply.id)
    .where('state', 'in', ['ready', 'delayed', 'leased'])
    .returning('agent_id')
    .execute();
  const changes: InboxChanges = new Map();
  for (const { agent_id } of taken) {
    if (agent_id === null) continue;
    addChange(changes, { tenant, agentId: agent_id }, { open: -1, acknowledged: 1 });
  }
  await applyChanges(store, changes);
  return toMessage(reply);
}
