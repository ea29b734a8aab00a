import { limits, operations } from '@mosaic/contract';
import type { Kysely } from 'kysely';
import { cutPage, decodeCursor } from '../../../pipeline/cursor.ts';
import { type Handler, query } from '../../../pipeline/handler.ts';
import { toMessage, toReport, toState } from '../convert.ts';
import { findAgent } from '../known-agents.ts';
import { messageLimits } from '../limits.ts';
import { requireMessage } from '../send/known-messages.ts';
import { handedOutCount } from '../statements.ts';
import { isOpen } from '../stored-states.ts';
import type { MessageTables } from '../tables.ts';

export const readHandlers: readonly Handler[] = [
  query(operations.listMessages, async (context, { from, type, limit, cursor }) => {
    const store: Kysely<MessageTables> = context.store;
    let select = store
      .selectFrom('message')
      .selectAll()
      .where('tenant', '=', context.principal.tenant);
    if (from !== undefined) {
      const { id } = await findAgent(context.query, from);
      select = select.where('sender', '=', id);
    }
    if (type !== undefined) select = select.where('type', '=', type);
    const before = decodeCursor(cursor);
    if (before !== null) select = select.where('seq', '<', before);
    const rows = await select
      .orderBy('seq', 'desc')
      .limit(limit + 1)
      .execute();
    return cutPage(rows, limit, (row) => Number(row.seq), toMessage);
  }),

  query(operations.showMessage, async (context, { messageId }) => {
    const store: Kysely<MessageTables> = context.store;
    const message = await requireMessage(store, context.principal.tenant, messageId);
    const counted = await store
      .selectFrom('message_delivery')
      .select(['state', (eb) => eb.fn.countAll<number>().as('count')])
      .where('message_id', '=', messageId)
      .groupBy('state')
      .execute();
    const counts: Record<string, number> = {};
    for (const { state, count } of counted) {
      counts[toState(state)] = (counts[toState(state)] ?? 0) + Number(count);
    }
    const rows = await store
      .selectFrom('message_delivery')
      .selectAll()
      .where('message_id', '=', messageId)
      .orderBy('id')
      .limit(messageLimits.reportsShownMax)
      .execute();
    return { message: toMessage(message), counts, deliveries: rows.map(toReport) };
  }),

  query(operations.showThread, async (context, { threadId, limit, cursor }) => {
    const store: Kysely<MessageTables> = context.store;
    const after = decodeCursor(cursor) ?? 0;
    const rows = await store
      .selectFrom('message')
      .selectAll()
      .where('tenant', '=', context.principal.tenant)
      .where('thread_id', '=', threadId)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(limit + 1)
      .execute();
    return cutPage(rows, limit, (row) => Number(row.seq), toMessage);
  }),

  query(operations.showInbox, async (context, { agent }) => {
    const store: Kysely<MessageTables> = context.store;
    const { tenant } = context.principal;
    const { id: agentId } = await findAgent(context.query, agent);
    const now = context.clock.now();
    const counts = await store
      .selectFrom('message_inbox')
      .selectAll()
      .where('tenant', '=', tenant)
      .where('agent_id', '=', agentId)
      .executeTakeFirst();
    const due = await store
      .selectFrom('message_delivery')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('tenant', '=', tenant)
      .where('agent_id', '=', agentId)
      .where(isOpen)
      .where('available_at', '<=', now)
      .where('expires_at', '>', now)
      .executeTakeFirst();
    const [lent] = await handedOutCount.all(store, [tenant, agentId, now]);
    return {
      agentId,
      open: Number(counts?.open ?? 0),
      openMax: limits.inboxMax,
      ready: Number(due?.count ?? 0),
      handedOut: Number(lent?.count ?? 0),
      acknowledged: Number(counts?.acknowledged ?? 0),
      expired: Number(counts?.expired ?? 0),
      dead: Number(counts?.dead ?? 0),
    };
  }),
];
