import type { MessageAddress } from '@mosaic/contract';
import type { Recipients } from './recipients.ts';
import type { Sender } from './sender.ts';

/** What the sender says about a message, whoever it goes to. */
export interface Content {
  readonly type: string;
  readonly payload: unknown;
  readonly priority: number;
  readonly correlation?: string | undefined;
  readonly ttlMs: number;
  readonly key?: string | undefined;
}

/** A message that is about to be stored; all questions about it are answered. */
export interface Outgoing {
  readonly id: string;
  readonly sender: Sender;
  readonly to: MessageAddress;
  readonly recipients: Recipients;
  readonly content: Content;
  /** Null begins a thread. */
  readonly threadId: string | null;
  readonly replyTo: string | null;
  /** Until then the sender waits for the reply. */
  readonly awaitedUntil: number | null;
  /** Until then somebody waits for this very reply, so that the inbox holds it back. */
  readonly heldUntil: number | null;
}
