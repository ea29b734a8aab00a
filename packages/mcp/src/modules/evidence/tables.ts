import type { Evidence } from '@mosaic/contract';
import type { Generated } from 'kysely';
import type { Migration } from '../../store/migrate.ts';
import { sequenceColumn } from '../../store/sequence-column.ts';
import { tenantMigration } from '../../store/tenant-migration.ts';

export interface EvidenceRow {
  position: Generated<number>;
  tenant: string;
  id: string;
  run_id: string;
  task_id: string;
  mission_id: string;
  gate: string;
  /** Everything else of the evidence, as JSON; it never changes. */
  record: string;
  log: string;
}

export type EvidenceRecord = Omit<Evidence, 'id' | 'runId' | 'taskId' | 'missionId' | 'gate'>;

export interface EvidenceTables {
  evidence: EvidenceRow;
}

export const evidenceMigrations: readonly Migration[] = [
  {
    name: '0012-evidence',
    async up(database, dialect) {
      await database.schema
        .createTable('evidence')
        .addColumn('position', ...sequenceColumn(dialect))
        .addColumn('id', 'text', (column) => column.notNull().unique())
        .addColumn('run_id', 'text', (column) => column.notNull())
        .addColumn('task_id', 'text', (column) => column.notNull())
        .addColumn('mission_id', 'text', (column) => column.notNull())
        .addColumn('gate', 'text', (column) => column.notNull())
        .addColumn('record', 'text', (column) => column.notNull())
        .addColumn('log', 'text', (column) => column.notNull())
        .addUniqueConstraint('evidence_of_gate', ['run_id', 'gate'])
        .execute();
      await database.schema
        .createIndex('evidence_of_mission')
        .on('evidence')
        .columns(['mission_id', 'position'])
        .execute();
      await database.schema
        .createIndex('evidence_of_task')
        .on('evidence')
        .columns(['task_id', 'position'])
        .execute();
    },
  },
  tenantMigration('0103-evidence-tenant', 'evidence'),
];
