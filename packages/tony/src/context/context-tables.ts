import { type Migration, sequenceColumn } from '@mosaic/mcp';
import type { Generated } from 'kysely';

export interface ContextRow {
  position: Generated<number>;
  tenant: string;
  id: string;
  name: string;
  version: number;
  /** JSON. */
  context: string;
  bytes: number;
  created_at: number;
  updated_at: number;
}

export interface ContextTables {
  agent_context: ContextRow;
}

export const contextMigrations: readonly Migration[] = [
  {
    name: '0230-agent-contexts',
    async up(database, dialect) {
      await database.schema
        .createTable('agent_context')
        .addColumn('position', ...sequenceColumn(dialect))
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull().unique())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('version', 'bigint', (column) => column.notNull())
        .addColumn('context', 'text', (column) => column.notNull())
        .addColumn('bytes', 'bigint', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('updated_at', 'bigint', (column) => column.notNull())
        .execute();
      await database.schema
        .createIndex('agent_context_by_tenant')
        .on('agent_context')
        .columns(['tenant', 'position'])
        .execute();
    },
  },
];
