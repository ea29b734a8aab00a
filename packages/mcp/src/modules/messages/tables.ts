import { sql } from 'kysely';
import type { Migration } from '../../store/migrate.ts';

/** A message as it was sent; only `awaited_until` ever changes. Times in milliseconds. */
export interface MessageRow {
  id: string;
  tenant: string;
  /** Order of sending within the tenant. */
  seq: number;
  thread_id: string;
  reply_to: string | null;
  /** The agent's id, or the name of a principal that is none. */
  sender: string;
  sender_agent_id: string | null;
  sender_name: string;
  /** The address, as JSON. */
  address: string;
  type: string;
  payload: string;
  priority: number;
  correlation: string | null;
  dedup_key: string | null;
  sent_at: number;
  expires_at: number;
  recipients: number;
  skipped: number;
  only_agent_id: string | null;
  /** Until then somebody waits for the reply and is handed it first. */
  awaited_until: number | null;
}

/** `ready` was never handed out, `leased` is or was, `delayed` waits for the end of a pause. */
export type StoredState =
  | 'unassigned'
  | 'ready'
  | 'leased'
  | 'delayed'
  | 'acked'
  | 'expired'
  | 'dead';

export interface DeliveryRow {
  id: string;
  tenant: string;
  message_id: string;
  seq: number;
  agent_id: string | null;
  /** Within a lane, order is kept. */
  lane: string;
  priority: number;
  state: StoredState;
  attempt: number;
  attempt_limit: number;
  /** End of the lease or pause; of the wait for an agent while unassigned. */
  available_at: number;
  expires_at: number;
  settled_at: number | null;
  /** What the agent must be able to do; null when it was not chosen for that. */
  capability: string | null;
  reason: string | null;
}

/** Counts per agent, kept in the transactions that change them. */
export interface InboxRow {
  agent_id: string;
  tenant: string;
  open: number;
  acknowledged: number;
  expired: number;
  dead: number;
}

export interface SubscriptionRow {
  tenant: string;
  agent_id: string;
  pattern: string;
  subscribed_at: number;
}

export interface MessageTables {
  message: MessageRow;
  message_delivery: DeliveryRow;
  message_inbox: InboxRow;
  message_subscription: SubscriptionRow;
}

/** Partial, so that what is settled costs nothing: each index holds only what its reader looks for. */
const indexes = [
  'create unique index message_order on message (tenant, seq)',
  'create unique index message_dedup on message (tenant, sender, dedup_key) where dedup_key is not null',
  'create index message_thread on message (tenant, thread_id, seq)',
  'create index message_reply on message (reply_to, seq) where reply_to is not null',
  'create index message_unheard on message (sent_at) where recipients = 0',
  'create index delivery_of_message on message_delivery (message_id)',
  "create index delivery_ready on message_delivery (agent_id, priority desc, seq) where state = 'ready'",
  "create index delivery_due on message_delivery (agent_id, available_at) where state in ('leased', 'delayed')",
  "create index delivery_delayed on message_delivery (agent_id, lane, seq) where state = 'delayed'",
  "create index delivery_expiry on message_delivery (expires_at) where state in ('ready', 'delayed', 'unassigned')",
  "create index delivery_lapse on message_delivery (available_at) where state = 'leased'",
  "create index delivery_unassigned on message_delivery (available_at, tenant) where state = 'unassigned'",
  "create index delivery_able on message_delivery (tenant, agent_id, capability) where capability is not null and state in ('ready', 'leased', 'delayed')",
  "create index delivery_dead on message_delivery (tenant, id) where state = 'dead'",
  "create index delivery_settled on message_delivery (settled_at) where state in ('acked', 'expired')",
  "create index delivery_dead_age on message_delivery (settled_at) where state = 'dead'",
];

export const messageMigrations: readonly Migration[] = [
  {
    name: '0150-messages',
    async up(database) {
      await database.schema
        .createTable('message')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('seq', 'bigint', (column) => column.notNull())
        .addColumn('thread_id', 'text', (column) => column.notNull())
        .addColumn('reply_to', 'text')
        .addColumn('sender', 'text', (column) => column.notNull())
        .addColumn('sender_agent_id', 'text')
        .addColumn('sender_name', 'text', (column) => column.notNull())
        .addColumn('address', 'text', (column) => column.notNull())
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('payload', 'text', (column) => column.notNull())
        .addColumn('priority', 'integer', (column) => column.notNull())
        .addColumn('correlation', 'text')
        .addColumn('dedup_key', 'text')
        .addColumn('sent_at', 'bigint', (column) => column.notNull())
        .addColumn('expires_at', 'bigint', (column) => column.notNull())
        .addColumn('recipients', 'integer', (column) => column.notNull())
        .addColumn('skipped', 'integer', (column) => column.notNull())
        .addColumn('only_agent_id', 'text')
        .addColumn('awaited_until', 'bigint')
        .execute();
      await database.schema
        .createTable('message_delivery')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('message_id', 'text', (column) => column.notNull())
        .addColumn('seq', 'bigint', (column) => column.notNull())
        .addColumn('agent_id', 'text')
        .addColumn('lane', 'text', (column) => column.notNull())
        .addColumn('priority', 'integer', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('attempt', 'integer', (column) => column.notNull())
        .addColumn('attempt_limit', 'integer', (column) => column.notNull())
        .addColumn('available_at', 'bigint', (column) => column.notNull())
        .addColumn('expires_at', 'bigint', (column) => column.notNull())
        .addColumn('settled_at', 'bigint')
        .addColumn('capability', 'text')
        .addColumn('reason', 'text')
        .execute();
      await database.schema
        .createTable('message_inbox')
        .addColumn('agent_id', 'text', (column) => column.primaryKey())
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('open', 'integer', (column) => column.notNull())
        .addColumn('acknowledged', 'bigint', (column) => column.notNull())
        .addColumn('expired', 'bigint', (column) => column.notNull())
        .addColumn('dead', 'bigint', (column) => column.notNull())
        .execute();
      await database.schema
        .createTable('message_subscription')
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('agent_id', 'text', (column) => column.notNull())
        .addColumn('pattern', 'text', (column) => column.notNull())
        .addColumn('subscribed_at', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('message_subscription_pk', ['tenant', 'agent_id', 'pattern'])
        .execute();
      await database.schema
        .createIndex('subscription_pattern')
        .on('message_subscription')
        .columns(['tenant', 'pattern', 'agent_id'])
        .execute();
      for (const index of indexes) await sql.raw(index).execute(database);
    },
  },
];
