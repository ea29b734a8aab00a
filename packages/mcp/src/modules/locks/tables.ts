import { sql } from 'kysely';
import type { Migration } from '../../store/migrate.ts';

/** Names are compared byte by byte in both dialects, whatever the language of the database. */
const bytewise = (dialect: 'sqlite' | 'postgres') =>
  dialect === 'postgres' ? sql`text collate "C"` : sql`text`;

/** One lock of one hold, or of one ticket that waits; times in milliseconds. */
export interface ShareRow {
  tenant: string;
  hold_id: string;
  lock_id: string;
  count: number;
  is_waiting: number;
  owner: string;
  /** Tells owners of the same name but of different principals apart. */
  owner_key: string;
  principal: string;
  priority: number;
  /** Place in the order of arrival. */
  seq: number;
  /** 0 while waiting. */
  fencing_token: number;
  ttl_ms: number;
  /** Since when it is held, or waited for. */
  since: number;
  /** A hold is valid, and a place kept, up to and including this moment. */
  expires_at: number;
}

export const lockMigrations: readonly Migration[] = [
  {
    name: '0165-locks',
    async up(database, dialect) {
      // One counter for arrivals and fencing tokens, so that neither needs a row of an idle lock.
      await database.schema
        .createTable('lock_head')
        .addColumn('tenant', 'text', (column) => column.primaryKey())
        .addColumn('last', 'bigint', (column) => column.notNull())
        .addColumn('shares', 'integer', (column) => column.notNull())
        .execute();
      // A lock has a row only while it is held or waited for.
      await database.schema
        .createTable('lock_line')
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('lock_id', bytewise(dialect), (column) => column.notNull())
        .addColumn('capacity', 'integer', (column) => column.notNull())
        .addColumn('in_use', 'integer', (column) => column.notNull())
        .addColumn('waiting', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('lock_line_pk', ['tenant', 'lock_id'])
        .execute();
      await database.schema
        .createTable('lock_share')
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('hold_id', 'text', (column) => column.notNull())
        .addColumn('lock_id', bytewise(dialect), (column) => column.notNull())
        .addColumn('count', 'integer', (column) => column.notNull())
        .addColumn('is_waiting', 'integer', (column) => column.notNull())
        .addColumn('owner', 'text', (column) => column.notNull())
        .addColumn('owner_key', 'text', (column) => column.notNull())
        .addColumn('principal', 'text', (column) => column.notNull())
        .addColumn('priority', 'integer', (column) => column.notNull())
        .addColumn('seq', 'bigint', (column) => column.notNull())
        .addColumn('fencing_token', 'bigint', (column) => column.notNull())
        .addColumn('ttl_ms', 'bigint', (column) => column.notNull())
        .addColumn('since', 'bigint', (column) => column.notNull())
        .addColumn('expires_at', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('lock_share_pk', ['tenant', 'hold_id', 'lock_id'])
        .execute();
      await database.schema
        .createIndex('lock_share_queue')
        .on('lock_share')
        .columns(['tenant', 'lock_id', 'is_waiting', 'priority desc', 'seq'])
        .execute();
      await database.schema
        .createIndex('lock_share_of_owner')
        .on('lock_share')
        .columns(['tenant', 'owner_key'])
        .execute();
      await database.schema
        .createIndex('lock_share_expiry')
        .on('lock_share')
        .column('expires_at')
        .execute();
      // Whoever wants a busy lock looks for lapsed shares of it, not at all of them.
      await database.schema
        .createIndex('lock_share_expiry_of_lock')
        .on('lock_share')
        .columns(['tenant', 'lock_id', 'expires_at'])
        .execute();
      // What is over, for a while: a late repeat must not begin it again.
      await database.schema
        .createTable('lock_ended')
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('hold_id', 'text', (column) => column.notNull())
        .addColumn('principal', 'text', (column) => column.notNull())
        .addColumn('ending', 'text', (column) => column.notNull())
        .addColumn('ended_at', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('lock_ended_pk', ['tenant', 'hold_id'])
        .execute();
      await database.schema
        .createIndex('lock_ended_age')
        .on('lock_ended')
        .column('ended_at')
        .execute();
    },
  },
];
