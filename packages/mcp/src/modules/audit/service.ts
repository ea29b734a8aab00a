import { type AuditRecord, operations } from '@mosaic/contract';
import type { Kysely, Selectable } from 'kysely';
import type { Module } from '../../module.ts';
import { toInstant } from '../../pipeline/clock.ts';
import { query } from '../../pipeline/handler.ts';
import { type AuditRow, type AuditTables, auditMigrations } from './tables.ts';
import { verifyChain } from './verify-chain.ts';

/** Audit records are written by the pipeline; this module reads and verifies them. */
export const auditModule: Module = {
  name: 'audit',
  migrations: auditMigrations,
  handlers: [
    query(operations.listAudit, async (context, { after, limit, ...filter }) => {
      const store: Kysely<AuditTables> = context.store;
      let select = store
        .selectFrom('audit')
        .selectAll()
        .where('seq', '>', after)
        .where('tenant', '=', context.principal.tenant);
      if (filter.operation) select = select.where('operation', '=', filter.operation);
      if (filter.target) select = select.where('target', '=', filter.target);
      if (filter.missionId) select = select.where('mission_id', '=', filter.missionId);
      const rows = await select.orderBy('seq').limit(limit).execute();
      const items = rows.map(toRecord);
      return { items, lastSeq: items.at(-1)?.seq ?? after };
    }),
    // The chain is one for all tenants; the verdict tells nothing of what they did.
    query(
      operations.verifyAudit,
      ({ store }, { expectedHead }) => verifyChain(store, expectedHead),
      { isForAllTenants: true },
    ),
  ],
};

function toRecord(row: Selectable<AuditRow>): AuditRecord {
  return {
    seq: Number(row.seq),
    at: toInstant(Number(row.at)),
    principal: row.principal,
    surface: row.surface,
    operation: row.operation,
    target: row.target,
    outcome: row.outcome,
    inputSha256: row.input_sha256,
    previousHash: row.previous_hash,
    hash: row.hash,
  };
}
