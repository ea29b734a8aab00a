import { statement } from '../../store/statement.ts';
import { manyRows } from './many-rows.ts';
import type { DeliveryRow, MessageRow } from './tables.ts';

/** The highest number of the tenant's messages; the writer is the only one, so the next is free. */
export const lastSeq = statement<{ seq: number }>(
  'message.lastSeq',
  'select coalesce(max(seq), 0) as seq from message where tenant = $1',
);

export const insertMessages = manyRows(
  'message.insert',
  0,
  20,
  (rows) => `insert into message (id, tenant, seq, thread_id, reply_to, sender, sender_agent_id,
    sender_name, address, type, payload, priority, correlation, dedup_key, sent_at, expires_at,
    recipients, skipped, only_agent_id, awaited_until) values ${rows}`,
);

export const insertDeliveries = manyRows(
  'message.deliver',
  0,
  13,
  (rows) => `insert into message_delivery (id, tenant, message_id, seq, agent_id, lane, priority,
    state, attempt, attempt_limit, available_at, expires_at, capability) values ${rows}`,
);

/** Adds to the counts of inboxes; each agent once. Rows: agent, tenant, open, acknowledged, expired, dead. */
export const countInboxes = manyRows<{ agent_id: string; open: number }>(
  'message.count',
  0,
  6,
  (rows) => `insert into message_inbox (agent_id, tenant, open, acknowledged, expired, dead)
    values ${rows}
    on conflict (agent_id) do update set
      open = message_inbox.open + excluded.open,
      acknowledged = message_inbox.acknowledged + excluded.acknowledged,
      expired = message_inbox.expired + excluded.expired,
      dead = message_inbox.dead + excluded.dead
    returning agent_id, open`,
);

/**
 * What may be handed out now, of one agent: never handed out, or lent before and lapsed, or past
 * its pause; but nothing behind a delivery of the same lane that is still in its pause.
 *
 * Parameters: tenant, agent, now, how many.
 */
const due = `
  select id, priority, seq from (
    select id, priority, seq from (
      select id, priority, seq from message_delivery d
      where d.tenant = $1 and d.agent_id = $2 and d.state = 'ready' and d.expires_at > $3
        and not exists (select 1 from message_delivery b where b.agent_id = $2
          and b.lane = d.lane and b.state = 'delayed' and b.seq < d.seq
          and b.available_at > $3 and b.expires_at > $3)
      order by priority desc, seq limit $4) never
    union all
    select id, priority, seq from (
      select id, priority, seq from message_delivery d
      where d.tenant = $1 and d.agent_id = $2 and d.state in ('leased', 'delayed')
        and d.available_at <= $3 and d.expires_at > $3 and d.attempt < d.attempt_limit
        and not exists (select 1 from message_delivery b where b.agent_id = $2
          and b.lane = d.lane and b.state = 'delayed' and b.seq < d.seq
          and b.available_at > $3 and b.expires_at > $3)
      order by priority desc, seq limit $4) again
  ) both_kinds
  order by priority desc, seq limit $4`;

export const anyDue = statement<{ id: string }>('message.anyDue', due);

export type HandedOut = Pick<
  DeliveryRow,
  'id' | 'message_id' | 'seq' | 'priority' | 'attempt' | 'attempt_limit' | 'available_at'
>;

/** Lends what is due; $5 is the end of the lease. */
export const handOut = statement<HandedOut>(
  'message.handOut',
  `update message_delivery set state = 'leased', attempt = attempt + 1, available_at = $5
   where id in (select id from (${due}) due)
   returning id, message_id, seq, priority, attempt, attempt_limit, available_at`,
);

export const messagesById = manyRows<MessageRow>(
  'message.byId',
  1,
  1,
  (rows) => `select * from message where tenant = $1 and id in (${unwrap(rows)})`,
);

/** Acknowledges what is open and was handed out; the usual case in one statement. Shared: tenant, agent, now. */
export const acknowledgeOpen = manyRows<{ id: string }>(
  'message.acknowledge',
  3,
  1,
  (rows) => `update message_delivery set state = 'acked', settled_at = $3
    where tenant = $1 and agent_id = $2 and attempt > 0
      and state in ('ready', 'leased', 'delayed') and id in (${unwrap(rows)})
    returning id`,
);

export const standings = manyRows<
  Pick<DeliveryRow, 'id' | 'state' | 'attempt' | 'attempt_limit' | 'message_id'>
>(
  'message.standings',
  2,
  1,
  (rows) => `select id, state, attempt, attempt_limit, message_id from message_delivery
    where tenant = $1 and agent_id = $2 and id in (${unwrap(rows)})`,
);

export const handedOutCount = statement<{ count: number }>(
  'message.handedOut',
  `select count(*) as count from message_delivery
   where tenant = $1 and agent_id = $2 and state in ('leased', 'delayed') and state = 'leased'
     and available_at > $3`,
);

export const unassignedCount = statement<{ count: number }>(
  'message.unassigned',
  `select count(*) as count from message_delivery where state = 'unassigned' and tenant = $1`,
);

/** `($1), ($2)` → `$1, $2`. */
function unwrap(rows: string): string {
  return rows.replaceAll(/[()]/g, '');
}
