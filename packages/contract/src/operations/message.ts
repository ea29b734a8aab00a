import { z } from 'zod';
import { PageInput, page } from '../entities/fields.ts';
import { Priority } from '../entities/job.ts';
import {
  AgentReference,
  DeadLetter,
  Delivery,
  DeliveryOutcome,
  DeliveryReport,
  Inbox,
  Message,
  MessageAddress,
  MessagePayload,
  MessageType,
  SentMessage,
  Subscription,
  TopicPattern,
} from '../entities/message.ts';
import { DeliveryId, MessageId } from '../ids.ts';
import { limits } from '../limits.ts';
import { operation } from '../operation.ts';

const messageId = 'msg_0190b5c8-6c1f-7000-8000-000000000000';
const deliveryId = 'dlv_0190b5c8-6c1f-7000-8000-000000000000';

const content = {
  type: MessageType,
  payload: MessagePayload.default(null),
  priority: Priority.default(0),
  correlation: z.string().min(1).max(200).optional(),
  /** How long it is worth delivering, in milliseconds. */
  ttlMs: z.coerce
    .number()
    .int()
    .min(1)
    .max(limits.messageTtlMsMax)
    .default(limits.messageTtlMsDefault),
  /** A repeat of the sender under the same key returns the first message and sends nothing. */
  key: z.string().min(1).max(200).optional(),
};

/** The agent that sends; without it the caller itself does, who has no inbox for replies. */
const from = { from: AgentReference.optional() };

const draft = {
  ...from,
  to: MessageAddress,
  ...content,
  /** Continues this conversation; without it a new one begins. */
  threadId: MessageId.optional(),
};

const waitMs = z.coerce.number().int().min(0).max(limits.messageWaitMsMax);

const leaseMs = z.coerce
  .number()
  .int()
  .min(1_000)
  .max(limits.deliveryLeaseMsMax)
  .default(limits.deliveryLeaseMsDefault);

/**
 * Stores a message and puts it into the inboxes of its recipients.
 *
 * Each recipient is handed it at least once, in the order its sender sent it, until it is
 * acknowledged, expires or becomes a dead letter.
 */
export const sendMessage = operation({
  name: 'message.send',
  kind: 'command',
  summary: 'Send a message to one agent, a capability, a topic or all.',
  permission: 'message:work',
  input: z.object(draft),
  output: SentMessage,
  errors: ['not_found', 'precondition_failed', 'unavailable'],
  example: { to: { agent: 'builder' }, type: 'build.requested', payload: { branch: 'main' } },
});

/** Sends many in one step: all of them or, when one is refused, none. */
export const sendMessages = operation({
  name: 'message.batch',
  kind: 'command',
  summary: 'Send many messages in one step.',
  permission: 'message:work',
  input: z.object({
    messages: z.array(z.strictObject(draft)).min(1).max(limits.messageBatchMax),
  }),
  output: z.object({ sent: z.array(SentMessage) }),
  errors: ['not_found', 'precondition_failed', 'unavailable'],
  example: { messages: [{ to: { topic: 'build.web.failed' }, type: 'build.failed' }] },
});

/**
 * Sends a message and waits up to `waitMs` for the first reply.
 *
 * A reply that comes later lands in the inbox of `from`. Asking again under the same `key` sends
 * nothing and waits on: so a caller that lost the answer finds it.
 */
export const requestReply = operation({
  name: 'message.request',
  kind: 'command',
  summary: 'Send a message and wait for its reply.',
  permission: 'message:work',
  input: z.object({ ...draft, waitMs: waitMs.default(limits.messageWaitMsMax) }),
  output: z.object({ request: SentMessage, reply: Message.nullable() }),
  errors: ['not_found', 'precondition_failed', 'unavailable'],
  example: { to: { capability: 'lang:go' }, type: 'review.requested', waitMs: 5_000 },
});

/** Answers a message; goes to its sender, in the same thread and with the same correlation. */
export const replyToMessage = operation({
  name: 'message.reply',
  kind: 'command',
  summary: 'Answer a message.',
  permission: 'message:work',
  input: z.object({ messageId: MessageId, ...from, ...content }),
  output: SentMessage,
  errors: ['not_found', 'unavailable'],
  example: { messageId, from: 'builder', type: 'build.done', payload: { green: true } },
});

/**
 * Hands out what waits in an agent's inbox, waiting up to `waitMs` for something.
 *
 * Each delivery is lent for `leaseMs`: unless it is acknowledged or refused by then it is handed
 * out again, under the same delivery id and with the next attempt number.
 */
export const receiveMessages = operation({
  name: 'message.receive',
  kind: 'command',
  summary: 'Take messages from the inbox of an agent.',
  permission: 'message:work',
  input: z.object({
    agent: AgentReference,
    limit: z.coerce.number().int().min(1).max(limits.messageBatchMax).default(10),
    leaseMs,
    waitMs: waitMs.default(0),
  }),
  output: z.object({ deliveries: z.array(Delivery) }),
  errors: ['not_found'],
  example: { agent: 'builder', waitMs: 20_000 },
});

/** Says that deliveries are dealt with. True also when the lease is over; said twice it changes nothing. */
export const acknowledgeMessages = operation({
  name: 'message.ack',
  kind: 'command',
  summary: 'Acknowledge deliveries, so that they never come again.',
  permission: 'message:work',
  input: z.object({
    agent: AgentReference,
    deliveryIds: z.array(DeliveryId).min(1).max(limits.messageBatchMax),
  }),
  output: z.object({ outcomes: z.array(DeliveryOutcome) }),
  errors: ['not_found'],
  example: { agent: 'builder', deliveryIds: [deliveryId] },
});

/**
 * Gives deliveries back undone, to be handed out again after `delayMs`; at the last attempt
 * they become dead letters. Later messages of the same sender wait behind them.
 */
export const refuseMessages = operation({
  name: 'message.nack',
  kind: 'command',
  summary: 'Give deliveries back, to be handed out again later.',
  permission: 'message:work',
  input: z.object({
    agent: AgentReference,
    deliveries: z
      .array(z.strictObject({ deliveryId: DeliveryId, attempt: z.int().min(1) }))
      .min(1)
      .max(limits.messageBatchMax),
    delayMs: z.coerce.number().int().min(0).max(limits.deliveryDelayMsMax).default(0),
    reason: z.string().max(500).default(''),
  }),
  output: z.object({ outcomes: z.array(DeliveryOutcome) }),
  errors: ['not_found'],
  example: { agent: 'builder', deliveries: [{ deliveryId, attempt: 1 }], delayMs: 5_000 },
});

/**
 * Hands out deliveries as they arrive, as `message.receive` does, with at most `window` of the
 * agent unacknowledged at a time: acknowledging is what keeps the stream going.
 */
export const watchMessages = operation({
  name: 'message.watch',
  kind: 'stream',
  summary: 'Be handed the messages of an agent as they arrive.',
  permission: 'message:work',
  input: z.object({
    agent: AgentReference,
    window: z.coerce.number().int().min(1).max(limits.messageBatchMax).default(20),
    leaseMs,
  }),
  output: Delivery,
  errors: ['not_found'],
  example: { agent: 'builder' },
});

export const listMessages = operation({
  name: 'message.list',
  kind: 'query',
  summary: 'List messages, newest first.',
  permission: 'message:read',
  input: z.object({
    from: AgentReference.optional(),
    type: MessageType.optional(),
    ...PageInput,
  }),
  output: page(Message),
  errors: ['not_found'],
  example: {},
});

export const showMessage = operation({
  name: 'message.show',
  kind: 'query',
  summary: 'Show one message and where it stands with its recipients.',
  permission: 'message:read',
  input: z.object({ messageId: MessageId }),
  output: z.object({
    message: Message,
    /** Every recipient, by state. */
    counts: z.record(z.string(), z.int()),
    /** The first ones, up to a page. */
    deliveries: z.array(DeliveryReport),
  }),
  errors: ['not_found'],
  example: { messageId },
});

export const showThread = operation({
  name: 'message.thread',
  kind: 'query',
  summary: 'Read a conversation in order.',
  permission: 'message:read',
  input: z.object({ threadId: MessageId, ...PageInput }),
  output: page(Message),
  errors: [],
  example: { threadId: messageId },
});

export const showInbox = operation({
  name: 'message.inbox',
  kind: 'query',
  summary: 'Count what waits in the inbox of an agent.',
  permission: 'message:read',
  input: z.object({ agent: AgentReference }),
  output: Inbox,
  errors: ['not_found'],
  example: { agent: 'builder' },
});

/** From now on the agent gets what is sent to topics of the pattern; said twice it changes nothing. */
export const subscribeTopic = operation({
  name: 'message.subscribe',
  kind: 'command',
  summary: 'Have an agent get the messages of topics.',
  permission: 'message:work',
  input: z.object({ agent: AgentReference, pattern: TopicPattern }),
  output: Subscription,
  errors: ['not_found', 'precondition_failed'],
  example: { agent: 'builder', pattern: 'build.*' },
});

/** What was sent before stays in the inbox. */
export const unsubscribeTopic = operation({
  name: 'message.unsubscribe',
  kind: 'command',
  summary: 'Have an agent no longer get the messages of topics.',
  permission: 'message:work',
  input: z.object({ agent: AgentReference, pattern: TopicPattern }),
  output: z.object({ removed: z.boolean() }),
  errors: ['not_found'],
  example: { agent: 'builder', pattern: 'build.*' },
});

export const listTopics = operation({
  name: 'message.topics',
  kind: 'query',
  summary: 'List who subscribed to which topics.',
  permission: 'message:read',
  input: z.object({ agent: AgentReference.optional(), ...PageInput }),
  output: page(Subscription),
  errors: ['not_found'],
  example: {},
});

export const listDeadLetters = operation({
  name: 'message.deadletters',
  kind: 'query',
  summary: 'List deliveries that nobody could or would take.',
  permission: 'message:read',
  input: z.object({ agent: AgentReference.optional(), ...PageInput }),
  output: page(DeadLetter),
  errors: ['not_found'],
  example: {},
});

/** Dead letters go on their way again, with attempts and time to live as at first; others stay as they are. */
export const redriveMessages = operation({
  name: 'message.redrive',
  kind: 'command',
  summary: 'Send dead letters on their way again.',
  permission: 'message:write',
  input: z.object({
    deliveryIds: z.array(DeliveryId).min(1).max(limits.messageBatchMax),
  }),
  output: z.object({ redriven: z.int().min(0) }),
  errors: ['unavailable'],
  example: { deliveryIds: [deliveryId] },
});

/** Expires, buries, assigns and forgets what is due; a duty of the hub. */
export const sweepMessages = operation({
  name: 'message.sweep',
  kind: 'command',
  summary: 'Expire, assign and forget messages that are due.',
  permission: 'message:write',
  internal: true,
  input: z.object({}),
  output: z.object({
    expired: z.int(),
    dead: z.int(),
    assigned: z.int(),
    forgotten: z.int(),
  }),
  errors: [],
  example: {},
});

/** Keeps the store of a tenant that sends very much from growing without bound; a duty of the hub. */
export const trimMessages = operation({
  name: 'message.trim',
  kind: 'command',
  summary: 'Forget the oldest messages where there are too many.',
  permission: 'message:write',
  internal: true,
  input: z.object({}),
  output: z.object({ forgotten: z.int() }),
  errors: [],
  example: {},
});
