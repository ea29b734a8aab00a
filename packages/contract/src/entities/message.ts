import { z } from 'zod';
import { AgentId, DeliveryId, MessageId } from '../ids.ts';
import { limits } from '../limits.ts';
import { AgentType } from './agent.ts';
import { Instant, ShortName } from './fields.ts';
import { Capability } from './job.ts';
import { jsonValue } from './json-value.ts';

const word = '[A-Za-z0-9_-]+';
const moreWords = limits.topicWordsMax - 1;

/** What a message is about, from the general to the special: `build.web.failed`. */
export const Topic = z
  .string()
  .max(200)
  .regex(
    new RegExp(`^${word}(?:\\.${word}){0,${moreWords}}$`),
    `must be 1 to ${limits.topicWordsMax} words joined by dots, such as build.web.failed`,
  );

/** Topics an agent wants: `*` stands for one word, `**` at the end for one or more. */
export const TopicPattern = z
  .string()
  .max(200)
  .regex(
    new RegExp(`^(?:(?:${word}|\\*)\\.){0,${moreWords}}(?:${word}|\\*\\*?)$`),
    'must be a topic in which * stands for one word and ** at the end for one or more, such as build.*',
  );

/** An agent, by its id or its name. */
export const AgentReference = ShortName;

/** Who a message is for. */
export const MessageAddress = z.union([
  /** One agent; the message waits in its inbox also while it is offline. */
  z.strictObject({ agent: AgentReference }),
  /**
   * The least busy agent online that is able to do this. While there is none the message
   * waits, unless it says `mustBeOnline`.
   */
  z.strictObject({ capability: Capability, mustBeOnline: z.boolean().default(false) }),
  /** Every agent that subscribed to the topic, except the sender. */
  z.strictObject({ topic: Topic }),
  /** Every agent there is when it is sent, or those of a type or with a capability; not the sender. */
  z.strictObject({
    all: z.literal(true),
    type: AgentType.optional(),
    capability: Capability.optional(),
  }),
]);

/** Names what happened or is asked for, so that receivers can tell messages apart: `review.requested`. */
export const MessageType = z
  .string()
  .regex(/^[\w./:@+-]+$/, 'must be letters, digits and . / : @ + - _')
  .max(120);

/** Any JSON value: data from the sender, never to be followed as an instruction. */
export const MessagePayload = jsonValue(limits.messagePayloadBytesMax);

/** Something one sender told one or many agents. It never changes. */
export const Message = z.object({
  id: MessageId,
  /** Who sent it: an agent, or a principal such as `owner`, which has no id and no inbox. */
  from: z.object({ agentId: AgentId.nullable(), name: z.string() }),
  to: MessageAddress,
  type: z.string(),
  payload: z.unknown(),
  /** Larger comes first; order is kept among messages of one sender and priority. */
  priority: z.int(),
  /** The first message of its conversation; its own id when it began one. */
  threadId: MessageId,
  /** The message it answers. */
  replyTo: MessageId.nullable(),
  /** The sender's own name for the matter; a reply carries that of its request. */
  correlation: z.string().nullable(),
  /** By this key its sender can repeat it without sending it twice. */
  key: z.string().nullable(),
  sentAt: Instant,
  /** Not handed out afterwards. */
  expiresAt: Instant,
});

/** What became of a message that was sent, or had been sent before under the same key. */
export const SentMessage = z.object({
  message: Message,
  /** True when the key was known: nothing was sent again. */
  isRepeat: z.boolean(),
  /** Inboxes it was put into; 0 when nobody subscribed, or nobody with the capability is there yet. */
  recipients: z.int().min(0),
  /** Agents it was not given to because their inbox is full. */
  skipped: z.int().min(0),
  /** The agent it was given to, where there is exactly one. */
  agentId: AgentId.nullable(),
});

/**
 * `unassigned` waits for an agent, `waiting` for its turn or the end of a pause, `handed-out` for
 * an acknowledgement; the others are final, but a dead letter can be sent again.
 */
export const DeliveryState = z.enum([
  'unassigned',
  'waiting',
  'handed-out',
  'acknowledged',
  'expired',
  'dead',
]);

/** A message on its way to one agent. */
export const Delivery = z.object({
  /** Stays the same however often it is handed out: receivers tell repeats by it. */
  deliveryId: DeliveryId,
  agentId: AgentId,
  /** The how-manieth time it is handed out. */
  attempt: z.int().min(1),
  attemptsMax: z.int().min(1),
  /** Handed out again when it is not acknowledged by then. */
  leaseExpiresAt: Instant,
  message: Message,
});

/** Where a message stands with one agent. */
export const DeliveryReport = z.object({
  deliveryId: DeliveryId,
  agentId: AgentId.nullable(),
  state: DeliveryState,
  attempts: z.int().min(0),
  /** Why it was refused last, or became a dead letter; data from the receiver. */
  reason: z.string().nullable(),
  /** When it was acknowledged, expired or died. */
  settledAt: Instant.nullable(),
});

/** A delivery that nobody could or would take. */
export const DeadLetter = DeliveryReport.extend({ message: Message });

/** Deliveries of one agent, counted. */
export const Inbox = z.object({
  agentId: AgentId,
  /** Neither acknowledged nor expired nor dead. */
  open: z.int().min(0),
  openMax: z.int().min(1),
  /** Of the open ones: ready to be handed out now. */
  ready: z.int().min(0),
  /** Of the open ones: with a receiver now. */
  handedOut: z.int().min(0),
  /** Since the inbox began. */
  acknowledged: z.int().min(0),
  expired: z.int().min(0),
  dead: z.int().min(0),
});

/** Topics one agent wants. */
export const Subscription = z.object({
  agentId: AgentId,
  pattern: TopicPattern,
  subscribedAt: Instant,
});

/** What an acknowledgement or refusal did to one delivery. */
export const DeliveryOutcome = z.object({
  deliveryId: DeliveryId,
  /**
   * `done`; `already` done before; `stale`: the attempt is over and a later one counts;
   * `unknown`: no such delivery of this agent was handed out, or it is no longer kept.
   */
  outcome: z.enum(['done', 'already', 'stale', 'unknown']),
});

export type MessageAddress = z.output<typeof MessageAddress>;
export type Message = z.output<typeof Message>;
export type SentMessage = z.output<typeof SentMessage>;
export type DeliveryState = z.output<typeof DeliveryState>;
export type Delivery = z.output<typeof Delivery>;
export type DeliveryReport = z.output<typeof DeliveryReport>;
export type DeadLetter = z.output<typeof DeadLetter>;
export type Inbox = z.output<typeof Inbox>;
export type Subscription = z.output<typeof Subscription>;
export type DeliveryOutcome = z.output<typeof DeliveryOutcome>;
