import type { CatchUp } from '@mosaic/contract';
import type { Generated } from 'kysely';
import type { Migration } from '../../store/migrate.ts';
import { sequenceColumn } from '../../store/sequence-column.ts';

export interface ScheduleRow {
  position: Generated<number>;
  tenant: string;
  id: string;
  name: string;
  /** JSON. */
  timing: string;
  catch_up: CatchUp;
  /** What each occurrence submits, as JSON. */
  task: string;
  is_paused: number;
  /** Null while paused, or when nothing follows. */
  next_at: number | null;
  last_at: number | null;
  enqueued: number;
  last_error: string | null;
  created_at: number;
}

export interface ScheduleTables {
  task_schedule: ScheduleRow;
}

export const scheduleMigrations: readonly Migration[] = [
  {
    name: '0122-schedules',
    async up(database, dialect) {
      await database.schema
        .createTable('task_schedule')
        .addColumn('position', ...sequenceColumn(dialect))
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull().unique())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('timing', 'text', (column) => column.notNull())
        .addColumn('catch_up', 'text', (column) => column.notNull())
        .addColumn('task', 'text', (column) => column.notNull())
        .addColumn('is_paused', 'integer', (column) => column.notNull())
        .addColumn('next_at', 'bigint')
        .addColumn('last_at', 'bigint')
        .addColumn('enqueued', 'integer', (column) => column.notNull())
        .addColumn('last_error', 'text')
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addUniqueConstraint('schedule_name_of_tenant', ['tenant', 'name'])
        .execute();
      await database.schema
        .createIndex('task_schedule_due')
        .on('task_schedule')
        .column('next_at')
        .where('next_at', 'is not', null)
        .execute();
    },
  },
];
