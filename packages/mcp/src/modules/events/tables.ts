import type { EventType } from '@mosaic/contract';
import type { Generated } from 'kysely';
import type { Migration } from '../../store/migrate.ts';
import { sequenceColumn } from '../../store/sequence-column.ts';

export interface EventRow {
  seq: Generated<number>;
  tenant: Generated<string>;
  type: EventType;
  at: number;
  project_id: string | null;
  mission_id: string | null;
  task_id: string | null;
  run_id: string | null;
  agent_id: string | null;
  data: string;
}

export interface EventTables {
  event: EventRow;
}

export const eventMigrations: readonly Migration[] = [
  {
    name: '0001-events',
    async up(database, dialect) {
      await database.schema
        .createTable('event')
        .addColumn('seq', ...sequenceColumn(dialect))
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
  {
    name: '0180-event-filters',
    async up(database) {
      await database.schema.alterTable('event').addColumn('agent_id', 'text').execute();
      await database.schema
        .alterTable('event')
        .addColumn('tenant', 'text', (column) => column.notNull().defaultTo('local'))
        .execute();
      // Partial, so that an event costs an entry only where it has something to be found by.
      for (const column of ['project_id', 'task_id', 'agent_id']) {
        await database.schema
          .createIndex(`event_of_${column.replace('_id', '')}`)
          .on('event')
          .columns([column, 'seq'])
          .where(column, 'is not', null)
          .execute();
      }
    },
  },
];
