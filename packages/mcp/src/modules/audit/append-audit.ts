import type { Kysely } from 'kysely';
import type { Writer } from '../../store/store.ts';
import { type AuditEntry, chainHash, genesisHash } from './chain.ts';
import type { AuditTables } from './tables.ts';

/** Chains one record to the last, in the transaction of the command it tells of. */
export async function appendAudit(store: Writer, entry: AuditEntry): Promise<void> {
  const audit: Kysely<AuditTables> = store;
  const last = await audit
    .selectFrom('audit')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const seq = Number(last?.seq ?? 0) + 1;
  const previousHash = last?.hash ?? genesisHash;
  await audit
    .insertInto('audit')
    .values({
      seq,
      at: entry.at,
      principal: entry.principal,
      surface: entry.surface,
      operation: entry.operation,
      target: entry.target,
      outcome: entry.outcome,
      input_sha256: entry.inputSha256,
      previous_hash: previousHash,
      hash: chainHash(seq, entry, previousHash),
    })
    .execute();
}
