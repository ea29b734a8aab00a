import { operations } from '@mosaic/contract';
import { command, type Handler } from '../../../pipeline/handler.ts';
import { agentFinder } from '../known-agents.ts';
import { findByKeys, requireMessage } from './known-messages.ts';
import { sendDrafts } from './send-drafts.ts';
import { senderOf } from './sender.ts';
import { storeOutgoing, toSent } from './store-outgoing.ts';

export const sendHandlers: readonly Handler[] = [
  command(operations.sendMessage, async (context, draft) => {
    const [sent] = await sendDrafts(context, [draft]);
    if (sent === undefined) throw new Error('The message was not sent');
    context.target(sent.message.id);
    return sent;
  }),

  command(operations.sendMessages, async (context, { messages }) => {
    const sent = await sendDrafts(context, messages);
    if (sent[0] !== undefined) context.target(sent[0].message.id);
    return { sent };
  }),

  command(operations.replyToMessage, async (context, { messageId, from, ...content }) => {
    const { store, principal, clock } = context;
    const { tenant } = principal;
    const original = await requireMessage(store, tenant, messageId);
    const sender = await senderOf(agentFinder(context.call), principal, from);
    if (content.key !== undefined) {
      const [before] = await findByKeys(store, tenant, [{ sender: sender.key, key: content.key }]);
      if (before) return toSent(before, true);
    }
    const { sender_agent_id: agentId } = original;
    const [sent] = await storeOutgoing(context, [
      {
        id: clock.newId('message'),
        sender,
        to: { agent: agentId ?? original.sender_name },
        recipients: {
          agentIds: agentId === null ? [] : [agentId],
          isForMany: false,
          capability: null,
        },
        content: {
          ...content,
          correlation: content.correlation ?? original.correlation ?? undefined,
        },
        threadId: original.thread_id,
        replyTo: original.id,
        awaitedUntil: null,
        heldUntil: original.awaited_until === null ? null : Number(original.awaited_until),
      },
    ]);
    if (sent === undefined) throw new Error('The reply was not sent');
    context.target(sent.message.id);
    return sent;
  }),
];
