import type { EventType } from '@mosaic/contract';
import type { Generated } from 'kysely';
import type { Migration } from '../../store/migrate.ts';

export interface EventRow {
  seq: Generated<number>;
  type: EventType;
  at: number;
  project_id: string | null;
  mission_id: string | null;
  task_id: string | null;
  run_id: string | null;
  data: string;
}

export interface EventTables {
  event: EventRow;
}

export const eventMigrations: readonly Migration[] = [
  {
    name: '0001-events',
    async up(database) {
      await database.schema
        .createTable('event')
        .addColumn('seq', 'integer', (column) => column.primaryKey().autoIncrement())
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('project_id', 'text')
        .addColumn('mission_id', 'text')
        .addColumn('task_id', 'text')
        .addColumn('run_id', 'text')
        .addColumn('data', 'text', (column) => column.notNull())
        .execute();
      await database.schema
        .createIndex('event_of_mission')
        .on('event')
        .columns(['mission_id', 'seq'])
        .execute();
    },
  },
];
