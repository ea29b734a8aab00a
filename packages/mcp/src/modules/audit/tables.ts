import type { Migration } from '../../store/migrate.ts';
import { tenantMigration } from '../../store/tenant-migration.ts';

export interface AuditRow {
  seq: number;
  tenant: string;
  at: number;
  principal: string;
  surface: string;
  operation: string;
  target: string | null;
  mission_id: string | null;
  outcome: string;
  input_sha256: string;
  previous_hash: string;
  hash: string;
}

export interface AuditTables {
  audit: AuditRow;
}

export const auditMigrations: readonly Migration[] = [
  {
    name: '0002-audit',
    async up(database) {
      await database.schema
        .createTable('audit')
        .addColumn('seq', 'bigint', (column) => column.primaryKey())
        .addColumn('at', 'bigint', (column) => column.notNull())
        .addColumn('principal', 'text', (column) => column.notNull())
        .addColumn('surface', 'text', (column) => column.notNull())
        .addColumn('operation', 'text', (column) => column.notNull())
        .addColumn('target', 'text')
        .addColumn('outcome', 'text', (column) => column.notNull())
        .addColumn('input_sha256', 'text', (column) => column.notNull())
        .addColumn('previous_hash', 'text', (column) => column.notNull())
        .addColumn('hash', 'text', (column) => column.notNull())
        .execute();
    },
  },
  tenantMigration('0100-audit-tenant', 'audit'),
  {
    name: '0182-audit-filters',
    async up(database) {
      await database.schema.alterTable('audit').addColumn('mission_id', 'text').execute();
      for (const column of ['target', 'mission_id']) {
        await database.schema
          .createIndex(`audit_of_${column.replace('_id', '')}`)
          .on('audit')
          .columns([column, 'seq'])
          .where(column, 'is not', null)
          .execute();
      }
    },
  },
];
