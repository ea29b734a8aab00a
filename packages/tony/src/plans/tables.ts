import type { Plan, PlanStage } from '@mosaic/contract';
import { type Migration, sequenceColumn } from '@mosaic/mcp';
import type { Generated } from 'kysely';

export interface PlanRow {
  position: Generated<number>;
  tenant: string;
  id: string;
  /** Empty for a plan of no project. */
  project_id: string;
  title: string;
  goal: string;
  /** JSON. */
  source: string;
  status: Plan['status'];
  stage: PlanStage;
  version: number;
  /** Names the document of this version; never used for another one, not even after a roll-back. */
  stamp: string;
  /** Ids of the epics, nodes by level and findings by severity, each as JSON. */
  epics: string;
  counts: string;
  findings: string;
  minutes: number | null;
  tokens: number | null;
  mission_id: string | null;
  /** Changes that can be taken back, and made again. */
  undo_count: number;
  redo_count: number;
  proposals_left: number;
  /** What the planning phases were asked for and found, as JSON. */
  planning: string;
  /** Who made the newest version, and what was done. */
  changed_by: string;
  changed_what: string;
  created_at: number;
  updated_at: number;
}

/** Kept apart from the plan, so that lists do not read it. */
export interface PlanDocumentRow {
  tenant: string;
  plan_id: string;
  stamp: string;
  /** JSON. */
  document: string;
}

/** An epic has its id to itself within the project. */
export interface PlanEpicRow {
  tenant: string;
  project_id: string;
  epic_id: string;
  plan_id: string;
}

/** One step of the history, with what makes it again and what takes it back. */
export interface PlanChangeRow {
  tenant: string;
  plan_id: string;
  seq: number;
  summary: string;
  actor: string;
  at: number;
  /** `DocumentPatch` as JSON. */
  forward: string;
  backward: string;
  /** Of both patches. */
  chars: number;
  is_undone: number;
}

export interface PlanTables {
  plan: PlanRow;
  plan_document: PlanDocumentRow;
  plan_epic: PlanEpicRow;
  plan_change: PlanChangeRow;
}

export const planMigrations: readonly Migration[] = [
  {
    name: '0220-plans',
    async up(database, dialect) {
      await database.schema
        .createTable('plan')
        .addColumn('position', ...sequenceColumn(dialect))
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull().unique())
        .addColumn('project_id', 'text', (column) => column.notNull())
        .addColumn('title', 'text', (column) => column.notNull())
        .addColumn('goal', 'text', (column) => column.notNull())
        .addColumn('source', 'text', (column) => column.notNull())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('stage', 'text', (column) => column.notNull())
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('stamp', 'text', (column) => column.notNull())
        .addColumn('epics', 'text', (column) => column.notNull())
        .addColumn('counts', 'text', (column) => column.notNull())
        .addColumn('findings', 'text', (column) => column.notNull())
        .addColumn('minutes', 'double precision')
        .addColumn('tokens', 'bigint')
        .addColumn('mission_id', 'text')
        .addColumn('undo_count', 'integer', (column) => column.notNull())
        .addColumn('redo_count', 'integer', (column) => column.notNull())
        .addColumn('proposals_left', 'integer', (column) => column.notNull())
        .addColumn('planning', 'text', (column) => column.notNull())
        .addColumn('changed_by', 'text', (column) => column.notNull())
        .addColumn('changed_what', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('updated_at', 'bigint', (column) => column.notNull())
        .execute();
      await database.schema
        .createIndex('plan_of_tenant')
        .on('plan')
        .columns(['tenant', 'project_id', 'position'])
        .execute();
      await database.schema
        .createTable('plan_document')
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('plan_id', 'text', (column) => column.primaryKey())
        .addColumn('stamp', 'text', (column) => column.notNull())
        .addColumn('document', 'text', (column) => column.notNull())
        .execute();
      await database.schema
        .createTable('plan_epic')
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('project_id', 'text', (column) => column.notNull())
        .addColumn('epic_id', 'text', (column) => column.notNull())
        .addColumn('plan_id', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('plan_epic_pk', ['tenant', 'project_id', 'epic_id'])
        .execute();
      await database.schema
        .createIndex('plan_epic_of_plan')
        .on('plan_epic')
        .column('plan_id')
        .execute();
      await database.schema
        .createTable('plan_change')
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('plan_id', 'text', (column) => column.notNull())
        .addColumn('seq', 'integer', (column) => column.notNull())
        .addColumn('summary', 'text', (column) => column.notNull())
        .addColumn('actor', 'text', (column) => column.notNull())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('forward', 'text', (column) => column.notNull())
        .addColumn('backward', 'text', (column) => column.notNull())
        .addColumn('chars', 'integer', (column) => column.notNull())
        .addColumn('is_undone', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('plan_change_pk', ['plan_id', 'seq'])
        .execute();
    },
  },
];
