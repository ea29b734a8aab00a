import { limits, operations } from '@mosaic/contract';
import type { Kysely } from 'kysely';
import { command, type Handler, query } from '../../../pipeline/handler.ts';
import { toMessage, toReport } from '../convert.ts';
import { addChange, applyChanges, type InboxChanges } from '../count-inboxes.ts';
import { inboxTopic } from '../hint-topics.ts';
import { findAgent } from '../known-agents.ts';
import { ownLane } from '../rules/lane.ts';
import { messagesById } from '../statements.ts';
import { isDead } from '../stored-states.ts';
import type { MessageTables } from '../tables.ts';
import { cutPageById, decodeIdCursor } from './id-cursor.ts';

export const deadLetterHandlers: readonly Handler[] = [
  query(operations.listDeadLetters, async (context, { agent, limit, cursor }) => {
    const store: Kysely<MessageTables> = context.store;
    const { tenant } = context.principal;
    let select = store
      .selectFrom('message_delivery')
      .selectAll()
      .where('tenant', '=', tenant)
      .where(isDead);
    if (agent !== undefined) {
      select = select.where('agent_id', '=', (await findAgent(context.query, agent)).id);
    }
    const after = decodeIdCursor(cursor);
    if (after !== null) select = select.where('id', '>', after);
    const rows = await select
      .orderBy('id')
      .limit(limit + 1)
      .execute();
    const ids = [...new Set(rows.map((row) => row.message_id))];
    const messages = await messagesById.all(
      store,
      [tenant],
      ids.map((id) => [id]),
    );
    const byId = new Map(messages.map((row) => [row.id, row]));
    return cutPageById(rows, limit, (row) => {
      const message = byId.get(row.message_id);
      if (!message) throw new Error(`The message of delivery ${row.id} is not kept`);
      return { ...toReport(row), message: toMessage(message) };
    });
  }),

  command(operations.redriveMessages, async (context, { deliveryIds }) => {
    const store: Kysely<MessageTables> = context.store;
    const { tenant } = context.principal;
    const now = context.clock.now();
    const rows = await store
      .selectFrom('message_delivery')
      .innerJoin('message', 'message.id', 'message_delivery.message_id')
      .select([
        'message_delivery.id',
        'message_delivery.agent_id',
        'message_delivery.attempt',
        'message.sent_at',
        'message.expires_at',
      ])
      .where('message_delivery.tenant', '=', tenant)
      .where('message_delivery.id', 'in', deliveryIds)
      .where('message_delivery.state', '=', 'dead')
      .execute();
    const changes: InboxChanges = new Map();
    for (const row of rows) {
      const expiresAt = now + Number(row.expires_at) - Number(row.sent_at);
      await store
        .updateTable('message_delivery')
        .set({
          state: row.agent_id === null ? 'unassigned' : 'ready',
          lane: ownLane(row.id),
          attempt_limit: row.attempt + limits.deliveryAttemptsMax,
          available_at:
            row.agent_id === null ? Math.min(expiresAt, now + limits.messageUnassignedMsMax) : now,
          expires_at: expiresAt,
          settled_at: null,
        })
        .where('id', '=', row.id)
        .execute();
      if (row.agent_id === null) continue;
      addChange(changes, { tenant, agentId: row.agent_id }, { open: 1 });
      context.hint(inboxTopic(row.agent_id));
    }
    await applyChanges(store, changes);
    return { redriven: rows.length };
  }),
];
