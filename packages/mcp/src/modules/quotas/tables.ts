import type { QuotaKind, QuotaScope } from '@mosaic/contract';
import type { Migration } from '../../store/migrate.ts';

export interface QuotaRuleRow {
  tenant: string;
  scope: QuotaScope;
  subject: string;
  kind: QuotaKind;
  limit_value: number;
  set_by: string;
  set_at: number;
  /** When its counts were last compared with the facts. */
  checked_at: number;
}

/** How much a subject uses; only of scopes and kinds for which a quota is set. */
export interface QuotaUseRow {
  tenant: string;
  scope: QuotaScope;
  subject: string;
  kind: QuotaKind;
  /** Start of the period that is counted, in milliseconds; 0 for what is given back. */
  period: number;
  used: number;
}

export interface QuotaTables {
  quota_rule: QuotaRuleRow;
  quota_use: QuotaUseRow;
}

export const quotaMigrations: readonly Migration[] = [
  {
    name: '0181-quotas',
    async up(database) {
      await database.schema
        .createTable('quota_rule')
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('scope', 'text', (column) => column.notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('limit_value', 'bigint', (column) => column.notNull())
        .addColumn('set_by', 'text', (column) => column.notNull())
        .addColumn('set_at', 'bigint', (column) => column.notNull())
        .addColumn('checked_at', 'bigint', (column) => column.notNull())
        // The kind comes first: every use asks for the quotas of one kind.
        .addPrimaryKeyConstraint('quota_rule_pk', ['tenant', 'kind', 'scope', 'subject'])
        .execute();
      await database.schema
        .createTable('quota_use')
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('scope', 'text', (column) => column.notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('period', 'bigint', (column) => column.notNull())
        .addColumn('used', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('quota_use_pk', ['tenant', 'kind', 'scope', 'subject'])
        .execute();
    },
  },
];
