import { limits, MosaicError, operations, type Subscription } from '@mosaic/contract';
import type { Kysely } from 'kysely';
import { toInstant } from '../../../pipeline/clock.ts';
import { cutPage, decodeCursor } from '../../../pipeline/cursor.ts';
import { command, type Handler, query } from '../../../pipeline/handler.ts';
import { findAgent } from '../known-agents.ts';
import type { MessageTables, SubscriptionRow } from '../tables.ts';

export const topicHandlers: readonly Handler[] = [
  command(operations.subscribeTopic, async (context, { agent, pattern }) => {
    const store: Kysely<MessageTables> = context.store;
    const { tenant } = context.principal;
    const { id: agentId } = await findAgent(context.call, agent);
    const known = await store
      .selectFrom('message_subscription')
      .selectAll()
      .where('tenant', '=', tenant)
      .where('agent_id', '=', agentId)
      .execute();
    const before = known.find((row) => row.pattern === pattern);
    context.target(agentId);
    if (before) return toSubscription(before);
    if (known.length >= limits.subscriptionsMax) {
      throw new MosaicError(
        'precondition_failed',
        `${agent} has ${known.length} subscriptions, the most there may be. Remove one, or subscribe to a wider pattern such as build.*`,
      );
    }
    const row = { tenant, agent_id: agentId, pattern, subscribed_at: context.clock.now() };
    await store.insertInto('message_subscription').values(row).execute();
    return toSubscription(row);
  }),

  command(operations.unsubscribeTopic, async (context, { agent, pattern }) => {
    const store: Kysely<MessageTables> = context.store;
    const { id: agentId } = await findAgent(context.call, agent);
    context.target(agentId);
    const removed = await store
      .deleteFrom('message_subscription')
      .where('tenant', '=', context.principal.tenant)
      .where('agent_id', '=', agentId)
      .where('pattern', '=', pattern)
      .returning('pattern')
      .execute();
    return { removed: removed.length > 0 };
  }),

  query(operations.listTopics, async (context, { agent, limit, cursor }) => {
    const store: Kysely<MessageTables> = context.store;
    let select = store
      .selectFrom('message_subscription')
      .selectAll()
      .where('tenant', '=', context.principal.tenant);
    if (agent !== undefined) {
      select = select.where('agent_id', '=', (await findAgent(context.query, agent)).id);
    }
    const skipped = decodeCursor(cursor) ?? 0;
    const rows = await select
      .orderBy('pattern')
      .orderBy('agent_id')
      .offset(skipped)
      .limit(limit + 1)
      .execute();
    return cutPage(rows, limit, () => skipped + limit, toSubscription);
  }),
];

function toSubscription(row: SubscriptionRow): Subscription {
  return {
    agentId: row.agent_id,
    pattern: row.pattern,
    subscribedAt: toInstant(Number(row.subscribed_at)),
  };
}
