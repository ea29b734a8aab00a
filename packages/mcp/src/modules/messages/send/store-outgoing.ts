import { limits, MosaicError, operations, type SentMessage } from '@mosaic/contract';
import type { CommandContext } from '../../../pipeline/handler.ts';
import type { Parameter } from '../../../store/statement.ts';
import { toMessage } from '../convert.ts';
import { addChange, applyChanges, type InboxChanges } from '../count-inboxes.ts';
import { inboxTopic, replyTopic } from '../hint-topics.ts';
import { ownLane, senderLane } from '../rules/lane.ts';
import { insertDeliveries, insertMessages, lastSeq, unassignedCount } from '../statements.ts';
import type { DeliveryRow, MessageRow } from '../tables.ts';
import { openDeliveries } from './open-deliveries.ts';
import type { Outgoing } from './outgoing.ts';

/**
 * Stores messages in their order, with a delivery for each recipient, and wakes who waits.
 *
 * The number of statements does not depend on how much is stored already.
 */
export async function storeOutgoing(
  context: CommandContext,
  outgoing: readonly Outgoing[],
): Promise<SentMessage[]> {
  if (outgoing.length === 0) return [];
  const { store, clock } = context;
  const { tenant } = context.principal;
  const now = clock.now();
  const full = await fullInboxes(context, outgoing);
  const head = Number((await lastSeq.all(store, [tenant]))[0]?.seq ?? 0);
  const messages: MessageRow[] = [];
  const deliveries: DeliveryRow[] = [];
  for (const [index, each] of outgoing.entries()) {
    const agentIds = each.recipients.agentIds.filter((agentId) => !full.has(agentId));
    const message = messageRow(each, { tenant, seq: head + 1 + index, now, agentIds });
    messages.push(message);
    deliveries.push(...deliveryRows(context, each, message, agentIds));
  }
  await insertMessages.all(store, [], messages.map(messageValues));
  await insertDeliveries.all(store, [], deliveries.map(deliveryValues));
  await countAndRefuseFull(context, outgoing, deliveries);
  await refuseTooManyUnassigned(context, deliveries);
  await context.call(operations.requireQuota, {
    kind: 'messages-stored',
    amount: deliveries.filter(({ agent_id }) => agent_id !== null).length,
  });
  for (const { agent_id } of deliveries) if (agent_id !== null) context.hint(inboxTopic(agent_id));
  for (const { reply_to } of messages) if (reply_to !== null) context.hint(replyTopic(reply_to));
  return messages.map((row) => toSent(row, false));
}

export function toSent(row: MessageRow, isRepeat: boolean): SentMessage {
  return {
    message: toMessage(row),
    isRepeat,
    recipients: row.recipients,
    skipped: row.skipped,
    agentId: row.only_agent_id,
  };
}

/** Of the recipients of messages to many: those that get nothing before they have read some. */
async function fullInboxes(
  { store, principal }: CommandContext,
  outgoing: readonly Outgoing[],
): Promise<ReadonlySet<string>> {
  const agentIds = outgoing.flatMap(({ recipients }) =>
    recipients.isForMany ? recipients.agentIds : [],
  );
  if (agentIds.length === 0) return new Set();
  const open = await openDeliveries(store, principal.tenant, [...new Set(agentIds)]);
  return new Set([...open].filter(([, count]) => count >= limits.inboxMax).map(([id]) => id));
}

function messageRow(
  { id, sender, to, recipients, content, ...rest }: Outgoing,
  facts: { tenant: string; seq: number; now: number; agentIds: readonly string[] },
): MessageRow {
  const { tenant, seq, now, agentIds } = facts;
  return {
    id,
    tenant,
    seq,
    thread_id: rest.threadId ?? id,
    reply_to: rest.replyTo,
    sender: sender.key,
    sender_agent_id: sender.agentId,
    sender_name: sender.name,
    address: JSON.stringify(to),
    type: content.type,
    payload: JSON.stringify(content.payload) ?? 'null',
    priority: content.priority,
    correlation: content.correlation ?? null,
    dedup_key: content.key ?? null,
    sent_at: now,
    expires_at: now + content.ttlMs,
    recipients: agentIds.length,
    skipped: recipients.agentIds.length - agentIds.length,
    only_agent_id: agentIds.length === 1 ? (agentIds[0] ?? null) : null,
    awaited_until: rest.awaitedUntil,
  };
}

function deliveryRows(
  { clock }: CommandContext,
  { sender, recipients, heldUntil }: Outgoing,
  message: MessageRow,
  agentIds: readonly string[],
): DeliveryRow[] {
  const isUnassigned = recipients.capability !== null && agentIds.length === 0;
  const targets: readonly (string | null)[] = isUnassigned ? [null] : agentIds;
  return targets.map((agentId) => {
    const id = clock.newId('delivery');
    const isHeld = heldUntil !== null && heldUntil > message.sent_at;
    return {
      id,
      tenant: message.tenant,
      message_id: message.id,
      seq: message.seq,
      agent_id: agentId,
      lane: isHeld || agentId === null ? ownLane(id) : senderLane(sender.key, message.priority),
      priority: message.priority,
      state: agentId === null ? 'unassigned' : isHeld ? 'delayed' : 'ready',
      attempt: 0,
      attempt_limit: limits.deliveryAttemptsMax,
      available_at:
        agentId === null
          ? Math.min(message.expires_at, message.sent_at + limits.messageUnassignedMsMax)
          : isHeld
            ? heldUntil
            : message.sent_at,
      expires_at: message.expires_at,
      settled_at: null,
      capability: recipients.capability,
      reason: null,
    };
  });
}

/** One inbox that is full refuses what is for it alone, and with it the whole call. */
async function countAndRefuseFull(
  { store, principal }: CommandContext,
  outgoing: readonly Outgoing[],
  deliveries: readonly DeliveryRow[],
): Promise<void> {
  const changes: InboxChanges = new Map();
  const { tenant } = principal;
  for (const { agent_id } of deliveries) {
    if (agent_id !== null) addChange(changes, { tenant, agentId: agent_id }, { open: 1 });
  }
  const open = await applyChanges(store, changes);
  for (const { recipients } of outgoing) {
    const agentId = recipients.isForMany ? undefined : recipients.agentIds[0];
    if (agentId === undefined || (open.get(agentId) ?? 0) <= limits.inboxMax) continue;
    throw new MosaicError(
      'unavailable',
      `The inbox of ${agentId} is full: ${limits.inboxMax} messages wait there. Nothing was sent; try again once it has acknowledged some.`,
      { details: { agentId, inboxMax: limits.inboxMax } },
    );
  }
}

/** Messages nobody is there for are in no inbox, and bounded by themselves. */
async function refuseTooManyUnassigned(
  { store, principal }: CommandContext,
  deliveries: readonly DeliveryRow[],
): Promise<void> {
  if (deliveries.every(({ agent_id }) => agent_id !== null)) return;
  const [waiting] = await unassignedCount.all(store, [principal.tenant]);
  if (Number(waiting?.count ?? 0) <= limits.messagesUnassignedMax) return;
  throw new MosaicError(
    'unavailable',
    `${limits.messagesUnassignedMax} messages already wait for agents with a capability. Nothing was sent; start such an agent, or try again later.`,
  );
}

function messageValues(row: MessageRow): Parameter[] {
  return [
    row.id,
    row.tenant,
    row.seq,
    row.thread_id,
    row.reply_to,
    row.sender,
    row.sender_agent_id,
    row.sender_name,
    row.address,
    row.type,
    row.payload,
    row.priority,
    row.correlation,
    row.dedup_key,
    row.sent_at,
    row.expires_at,
    row.recipients,
    row.skipped,
    row.only_agent_id,
    row.awaited_until,
  ];
}

function deliveryValues(row: DeliveryRow): Parameter[] {
  return [
    row.id,
    row.tenant,
    row.message_id,
    row.seq,
    row.agent_id,
    row.lane,
    row.priority,
    row.state,
    row.attempt,
    row.attempt_limit,
    row.available_at,
    row.expires_at,
    row.capability,
  ];
}
