import { type AuditRecord, operations } from '@mosaic/contract';
import type { Kysely, Selectable } from 'kysely';
import type { Module } from '../../module.ts';
import { toInstant } from '../../pipeline/clock.ts';
import { query } from '../../pipeline/handler.ts';
import { createChainVerifier } from './chain.ts';
import { type AuditRow, type AuditTables, auditMigrations } from './tables.ts';

/** Records read at once while the whole chain is verified. */
const batchSize = 1_000;

/** Audit records are written by the pipeline; this module reads and verifies them. */
export const auditModule: Module = {
  name: 'audit',
  migrations: auditMigrations,
  handlers: [
    query(operations.listAudit, async ({ store }, input) => {
      const items = await readAudit(store, input.after, input.limit, input.operation);
      return { items, lastSeq: items.at(-1)?.seq ?? input.after };
    }),
    query(operations.verifyAudit, async ({ store }, { expectedHead }) => {
      const verifier = createChainVerifier();
      let headWasSeen = false;
      let after = 0;
      for (;;) {
        const items = await readAudit(store, after, batchSize);
        for (const item of items) {
          verifier.add(item);
          headWasSeen ||= item.hash === expectedHead;
        }
        const last = items.at(-1);
        if (!last || items.length < batchSize) break;
        after = last.seq;
      }
      return verifier.verdict(expectedHead, headWasSeen);
    }),
  ],
};

async function readAudit(
  store: Kysely<AuditTables>,
  after: number,
  limit: number,
  operation?: string,
): Promise<AuditRecord[]> {
  let select = store.selectFrom('audit').selectAll().where('seq', '>', after);
  if (operation) select = select.where('operation', '=', operation);
  const rows = await select.orderBy('seq').limit(limit).execute();
  return rows.map(toRecord);
}

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
