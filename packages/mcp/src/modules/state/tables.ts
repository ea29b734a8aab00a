import { sql } from 'kysely';
import type { Migration } from '../../store/migrate.ts';

/** Keys are compared byte by byte in both dialects, whatever the language of the database. */
const bytewise = (dialect: 'sqlite' | 'postgres') =>
  dialect === 'postgres' ? sql`text collate "C"` : sql`text`;

export const stateMigrations: readonly Migration[] = [
  {
    name: '0160-state',
    async up(database, dialect) {
      // The one counter of a tenant's store; every change takes the next number.
      await database.schema
        .createTable('state_head')
        .addColumn('tenant', 'text', (column) => column.primaryKey())
        .addColumn('revision', 'bigint', (column) => column.notNull())
        .execute();
      await database.schema
        .createTable('state_namespace')
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('namespace', bytewise(dialect), (column) => column.notNull())
        .addColumn('keys', 'integer', (column) => column.notNull())
        .addColumn('bytes', 'bigint', (column) => column.notNull())
        .addColumn('changes', 'integer', (column) => column.notNull())
        // Time of the oldest change that is kept.
        .addColumn('oldest_at', 'bigint', (column) => column.notNull())
        // History is complete after this revision.
        .addColumn('compacted_revision', 'bigint', (column) => column.notNull())
        // No key whose history is forgotten had a greater version: new keys count on from here.
        .addColumn('version_floor', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('state_namespace_pk', ['tenant', 'namespace'])
        .execute();
      await database.schema
        .createTable('state_entry')
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('namespace', bytewise(dialect), (column) => column.notNull())
        .addColumn('key', bytewise(dialect), (column) => column.notNull())
        .addColumn('value', 'text', (column) => column.notNull())
        .addColumn('bytes', 'integer', (column) => column.notNull())
        .addColumn('version', 'bigint', (column) => column.notNull())
        .addColumn('revision', 'bigint', (column) => column.notNull())
        .addColumn('updated_at', 'bigint', (column) => column.notNull())
        .addColumn('updated_by', 'text', (column) => column.notNull())
        .addColumn('expires_at', 'bigint')
        .addPrimaryKeyConstraint('state_entry_pk', ['tenant', 'namespace', 'key'])
        .execute();
      await database.schema
        .createIndex('state_entry_expiring')
        .on('state_entry')
        .column('expires_at')
        .where('expires_at', 'is not', null)
        .execute();
      await database.schema
        .createTable('state_change')
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('namespace', bytewise(dialect), (column) => column.notNull())
        .addColumn('revision', 'bigint', (column) => column.notNull())
        .addColumn('key', bytewise(dialect), (column) => column.notNull())
        .addColumn('version', 'bigint', (column) => column.notNull())
        .addColumn('change', 'text', (column) => column.notNull())
        // Null when the key is gone.
        .addColumn('value', 'text')
        .addColumn('bytes', 'integer', (column) => column.notNull())
        .addColumn('changed_at', 'bigint', (column) => column.notNull())
        .addColumn('changed_by', 'text', (column) => column.notNull())
        .addColumn('expires_at', 'bigint')
        .addPrimaryKeyConstraint('state_change_pk', ['tenant', 'namespace', 'revision'])
        .execute();
      await database.schema
        .createIndex('state_change_of_key')
        .on('state_change')
        .columns(['tenant', 'namespace', 'key', 'version'])
        .execute();
    },
  },
];
