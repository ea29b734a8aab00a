import { type Migration, sequenceColumn, tenantMigration } from '@mosaic/mcp';
import type { Generated } from 'kysely';

export interface MissionRow {
  position: Generated<number>;
  tenant: string;
  id: string;
  project_id: string;
  /** `MissionSettings` as JSON. */
  settings: string;
  /** 1 until the fact `finished` is stored; the engine looks after these only. */
  is_active: number;
  /** Last event taken into account. */
  event_seq: number;
  created_at: number;
  /** Plan it runs; null for others. */
  plan_id: string | null;
}

export interface MissionTables {
  mission: MissionRow;
  /** A plan as it stood when its mission began, as JSON. */
  mission_plan: { mission_id: string; tenant: string; document: string };
  mission_fact: { tenant: string; mission_id: string; seq: number; fact: string };
}

export const missionMigrations: readonly Migration[] = [
  {
    name: '0021-missions',
    async up(database, dialect) {
      await database.schema
        .createTable('mission')
        .addColumn('position', ...sequenceColumn(dialect))
        .addColumn('id', 'text', (column) => column.notNull().unique())
        .addColumn('project_id', 'text', (column) => column.notNull())
        .addColumn('settings', 'text', (column) => column.notNull())
        .addColumn('is_active', 'integer', (column) => column.notNull())
        .addColumn('event_seq', 'bigint', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .execute();
      await database.schema
        .createTable('mission_fact')
        .addColumn('mission_id', 'text', (column) => column.notNull())
        .addColumn('seq', 'integer', (column) => column.notNull())
        .addColumn('fact', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('mission_fact_pk', ['mission_id', 'seq'])
        .execute();
    },
  },
  tenantMigration('0106-mission-tenant', 'mission', 'mission_fact'),
  {
    name: '0206-mission-plans',
    async up(database) {
      await database.schema.alterTable('mission').addColumn('plan_id', 'text').execute();
      await database.schema
        .createIndex('mission_of_plan')
        .on('mission')
        .columns(['plan_id', 'position'])
        .where('plan_id', 'is not', null)
        .execute();
      await database.schema
        .createTable('mission_plan')
        .addColumn('mission_id', 'text', (column) => column.primaryKey())
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('document', 'text', (column) => column.notNull())
        .execute();
    },
  },
];
