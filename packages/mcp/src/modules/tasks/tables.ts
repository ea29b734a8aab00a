import type { TaskKind, TaskStatus } from '@mosaic/contract';
import type { Generated } from 'kysely';
import type { Migration } from '../../store/migrate.ts';
import { sequenceColumn } from '../../store/sequence-column.ts';

export interface TaskRow {
  position: Generated<number>;
  id: string;
  project_id: string;
  mission_id: string;
  key: string;
  kind: TaskKind;
  status: TaskStatus;
  /** The fields that never change, as JSON. */
  spec: string;
  /** The offered run, as JSON; null when nothing is offered. */
  brief: string | null;
  offered_step: string | null;
  offered_runtime: string | null;
  /** Last attempt ever offered, by step, as JSON: none becomes claimable twice. */
  offers: string;
  fencing_token: number;
  lease_agent_id: string | null;
  lease_run_id: string | null;
  lease_expires_at: number | null;
  is_stop_requested: number;
  agent_name: string | null;
  attempts: number;
  used_tokens: number | null;
  commit_id: string | null;
  category: string | null;
  deferral: string | null;
  last_error: string | null;
  started_at: number | null;
  completed_at: number | null;
  created_at: number;
}

export interface TaskTables {
  task: TaskRow;
  task_dependency: { task_id: string; depends_on: string };
}

export const taskMigrations: readonly Migration[] = [
  {
    name: '0010-tasks',
    async up(database, dialect) {
      await database.schema
        .createTable('task')
        .addColumn('position', ...sequenceColumn(dialect))
        .addColumn('id', 'text', (column) => column.notNull().unique())
        .addColumn('project_id', 'text', (column) => column.notNull())
        .addColumn('mission_id', 'text', (column) => column.notNull())
        .addColumn('key', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('spec', 'text', (column) => column.notNull())
        .addColumn('brief', 'text')
        .addColumn('offered_step', 'text')
        .addColumn('offered_runtime', 'text')
        .addColumn('offers', 'text', (column) => column.notNull())
        .addColumn('fencing_token', 'integer', (column) => column.notNull().defaultTo(0))
        .addColumn('lease_agent_id', 'text')
        .addColumn('lease_run_id', 'text')
        .addColumn('lease_expires_at', 'bigint')
        .addColumn('is_stop_requested', 'integer', (column) => column.notNull().defaultTo(0))
        .addColumn('agent_name', 'text')
        .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
        .addColumn('used_tokens', 'bigint')
        .addColumn('commit_id', 'text')
        .addColumn('category', 'text')
        .addColumn('deferral', 'text')
        .addColumn('last_error', 'text')
        .addColumn('started_at', 'bigint')
        .addColumn('completed_at', 'bigint')
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addUniqueConstraint('task_key_of_mission', ['mission_id', 'key'])
        .execute();
      await database.schema
        .createTable('task_dependency')
        .addColumn('task_id', 'text', (column) => column.notNull())
        .addColumn('depends_on', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('task_dependency_pk', ['task_id', 'depends_on'])
        .execute();
      // The claim reads this index only: it holds offered tasks and nothing else.
      await database.schema
        .createIndex('task_offered')
        .on('task')
        .columns(['offered_step', 'position'])
        .where('offered_step', 'is not', null)
        .execute();
      await database.schema
        .createIndex('task_leased')
        .on('task')
        .column('lease_expires_at')
        .where('lease_expires_at', 'is not', null)
        .execute();
    },
  },
];
