import type { Run } from '@mosaic/contract';
import type { Generated } from 'kysely';
import type { Migration } from '../../store/migrate.ts';
import { sequenceColumn } from '../../store/sequence-column.ts';
import { tenantMigration } from '../../store/tenant-migration.ts';

export interface RunRow {
  position: Generated<number>;
  tenant: string;
  id: string;
  task_id: string;
  mission_id: string;
  step: Run['step'];
  attempt: number;
  status: Run['status'];
  runtime: string;
  agent_id: string;
  agent_name: string;
  fencing_token: number;
  base_commit: string;
  commit_id: string | null;
  used_tokens: number | null;
  context_percent: number | null;
  is_sandboxed: number | null;
  notes: string | null;
  failure: string | null;
  log_chars: number;
  started_at: number;
  finished_at: number | null;
}

export interface RunTables {
  run: RunRow;
  run_log: { tenant: string; run_id: string; at_offset: number; text: string };
}

export const runMigrations: readonly Migration[] = [
  {
    name: '0011-runs',
    async up(database, dialect) {
      await database.schema
        .createTable('run')
        .addColumn('position', ...sequenceColumn(dialect))
        .addColumn('id', 'text', (column) => column.notNull().unique())
        .addColumn('task_id', 'text', (column) => column.notNull())
        .addColumn('mission_id', 'text', (column) => column.notNull())
        .addColumn('step', 'text', (column) => column.notNull())
        .addColumn('attempt', 'integer', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('runtime', 'text', (column) => column.notNull())
        .addColumn('agent_id', 'text', (column) => column.notNull())
        .addColumn('agent_name', 'text', (column) => column.notNull())
        .addColumn('fencing_token', 'integer', (column) => column.notNull())
        .addColumn('base_commit', 'text', (column) => column.notNull())
        .addColumn('commit_id', 'text')
        .addColumn('used_tokens', 'bigint')
        .addColumn('context_percent', 'real')
        .addColumn('is_sandboxed', 'integer')
        .addColumn('notes', 'text')
        .addColumn('failure', 'text')
        .addColumn('log_chars', 'integer', (column) => column.notNull().defaultTo(0))
        .addColumn('started_at', 'bigint', (column) => column.notNull())
        .addColumn('finished_at', 'bigint')
        .execute();
      await database.schema.createIndex('run_of_task').on('run').column('task_id').execute();
      await database.schema.createIndex('run_of_mission').on('run').column('mission_id').execute();
      await database.schema
        .createTable('run_log')
        .addColumn('run_id', 'text', (column) => column.notNull())
        .addColumn('at_offset', 'integer', (column) => column.notNull())
        .addColumn('text', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('run_log_pk', ['run_id', 'at_offset'])
        .execute();
    },
  },
  tenantMigration('0102-run-tenant', 'run', 'run_log'),
];
