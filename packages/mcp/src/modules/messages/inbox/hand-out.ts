import type { Delivery } from '@mosaic/contract';
import { toInstant } from '../../../pipeline/clock.ts';
import type { CommandContext } from '../../../pipeline/handler.ts';
import { toMessage } from '../convert.ts';
import { type HandedOut, handOut, messagesById } from '../statements.ts';

/** Lends what is due in an inbox, in its order; two statements, however much is stored. */
export async function handOutDue(
  { store, principal, clock, measure }: CommandContext,
  agentId: string,
  { limit, leaseMs }: { limit: number; leaseMs: number },
): Promise<Delivery[]> {
  const now = clock.now();
  const { tenant } = principal;
  const handed = await handOut.all(store, [tenant, agentId, now, limit, now + leaseMs]);
  if (handed.length === 0) return [];
  const ids = [...new Set(handed.map((row) => row.message_id))];
  const rows = await messagesById.all(
    store,
    [tenant],
    ids.map((id) => [id]),
  );
  const messages = new Map(rows.map((row) => [row.id, toMessage(row)]));
  return handed.sort(inOrder).map((row) => {
    const message = messages.get(row.message_id);
    if (!message) throw new Error(`The message of delivery ${row.id} is not kept`);
    if (row.attempt === 1) measure('messageDelivery', now - Date.parse(message.sentAt));
    return {
      deliveryId: row.id,
      agentId,
      attempt: row.attempt,
      attemptsMax: row.attempt_limit,
      leaseExpiresAt: toInstant(Number(row.available_at)),
      message,
    };
  });
}

function inOrder(a: HandedOut, b: HandedOut): number {
  return b.priority - a.priority || Number(a.seq) - Number(b.seq);
}
