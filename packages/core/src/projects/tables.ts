import { type Migration, sequenceColumn, tenantMigration } from '@mosaic/mcp';
import type { Generated } from 'kysely';

export interface ProjectRow {
  position: Generated<number>;
  tenant: string;
  id: string;
  name: string;
  path: string;
  default_branch: string;
  /** Gates, lent paths and reachable hosts, as JSON. */
  settings: string;
  created_at: number;
}

export interface ProjectTables {
  project: ProjectRow;
}

export const projectMigrations: readonly Migration[] = [
  {
    name: '0020-projects',
    async up(database, dialect) {
      await database.schema
        .createTable('project')
        .addColumn('position', ...sequenceColumn(dialect))
        .addColumn('id', 'text', (column) => column.notNull().unique())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('path', 'text', (column) => column.notNull().unique())
        .addColumn('default_branch', 'text', (column) => column.notNull())
        .addColumn('settings', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .execute();
    },
  },
  tenantMigration('0105-project-tenant', 'project'),
];
