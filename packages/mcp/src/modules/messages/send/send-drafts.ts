import type { MessageAddress, SentMessage } from '@mosaic/contract';
import type { CommandContext } from '../../../pipeline/handler.ts';
import { agentFinder, type FindAgent } from '../known-agents.ts';
import { findByKeys, requireThreads } from './known-messages.ts';
import type { Content, Outgoing } from './outgoing.ts';
import { recipientsOf } from './recipients.ts';
import { type Sender, senderOf } from './sender.ts';
import { storeOutgoing, toSent } from './store-outgoing.ts';

/** A message as a caller asks to send it. */
export interface Draft extends Content {
  readonly from?: string | undefined;
  readonly to: MessageAddress;
  readonly threadId?: string | undefined;
  /** Chosen by who must know it beforehand. */
  readonly id?: string;
  readonly awaitedUntil?: number | null;
}

/** Sends what was not sent before under the same key; answers in the order of the drafts. */
export async function sendDrafts(
  context: CommandContext,
  drafts: readonly Draft[],
): Promise<SentMessage[]> {
  const find = agentFinder(context.call);
  const senders = await sendersOf(context, drafts, find);
  const known = await knownByKey(context, drafts, senders);
  const threadIds = drafts.flatMap(({ threadId }) => (threadId === undefined ? [] : [threadId]));
  await requireThreads(context.store, context.principal.tenant, [...new Set(threadIds)]);

  const outgoing: Outgoing[] = [];
  const places = new Map<string, SentMessage>(known);
  const keyOf: string[] = [];
  for (const [index, draft] of drafts.entries()) {
    const sender = senders[index];
    if (sender === undefined) throw new Error('A draft has no sender');
    const place = draft.key === undefined ? `#${index}` : dedupName(sender.key, draft.key);
    keyOf.push(place);
    if (draft.key !== undefined && (known.has(place) || keyOf.indexOf(place) < index)) continue;
    outgoing.push(await toOutgoing(context, draft, { sender, findAgent: find }));
  }
  const sent = (await storeOutgoing(context, outgoing)).values();
  return keyOf.map((place) => {
    const before = places.get(place);
    if (before) return { ...before, isRepeat: true };
    const next = sent.next().value;
    if (next === undefined) throw new Error('A message was not stored');
    places.set(place, next);
    return next;
  });
}

async function sendersOf(
  context: CommandContext,
  drafts: readonly Draft[],
  findAgent: FindAgent,
): Promise<Sender[]> {
  const known = new Map<string | undefined, Sender>();
  for (const { from } of drafts) {
    if (known.has(from)) continue;
    known.set(from, await senderOf(findAgent, context.principal, from));
  }
  return drafts.flatMap(({ from }) => known.get(from) ?? []);
}

async function knownByKey(
  { store, principal }: CommandContext,
  drafts: readonly Draft[],
  senders: readonly Sender[],
): Promise<ReadonlyMap<string, SentMessage>> {
  const keys = drafts.flatMap(({ key }, index) => {
    const sender = senders[index]?.key;
    return key === undefined || sender === undefined ? [] : [{ sender, key }];
  });
  const rows = await findByKeys(store, principal.tenant, keys);
  return new Map(
    rows.map((row) => [dedupName(row.sender, row.dedup_key ?? ''), toSent(row, true)]),
  );
}

function dedupName(sender: string, key: string): string {
  return JSON.stringify([sender, key]);
}

async function toOutgoing(
  context: CommandContext,
  draft: Draft,
  known: { sender: Sender; findAgent: FindAgent },
): Promise<Outgoing> {
  return {
    id: draft.id ?? context.clock.newId('message'),
    sender: known.sender,
    to: draft.to,
    recipients: await recipientsOf(context, draft.to, known),
    content: draft,
    threadId: draft.threadId ?? null,
    replyTo: null,
    awaitedUntil: draft.awaitedUntil ?? null,
    heldUntil: null,
  };
}
