import type { AuditVerdict } from '@mosaic/contract';
import { type Kysely, sql } from 'kysely';
import { localTenant } from '../../pipeline/principal.ts';
import { type ChainedEntry, createChainVerifier } from './chain.ts';
import type { AuditTables } from './tables.ts';

/** Records read at once. */
const batchSize = 1_000;

/**
 * Verifies the whole chain as it is stored.
 *
 * Nothing is assumed of what the columns hold: numbers are read as text, since a tampered
 * one may be no whole number, or too large to be read as one. Records are taken in the order
 * of their number, those without a sensible one first.
 */
export async function verifyChain(
  store: Kysely<AuditTables>,
  expectedHead?: string,
): Promise<AuditVerdict> {
  const verifier = createChainVerifier();
  let headWasSeen = false;
  let after: number | null = null;
  for (;;) {
    const batch: ChainedEntry[] = await readBatch(store, after);
    for (const entry of batch) {
      verifier.add(entry);
      headWasSeen ||= entry.hash === expectedHead;
    }
    after = batch.at(-1)?.seq ?? Number.NaN;
    if (batch.length < batchSize || Number.isNaN(after)) {
      return verifier.verdict(expectedHead, headWasSeen);
    }
  }
}

async function readBatch(
  store: Kysely<AuditTables>,
  after: number | null,
): Promise<ChainedEntry[]> {
  const from =
    after === null ? store.selectFrom('audit') : store.selectFrom('audit').where('seq', '>', after);
  const rows = await from
    .select([
      sql<string | null>`cast(seq as text)`.as('seq'),
      sql<string | null>`cast(at as text)`.as('at'),
      'tenant',
      'principal',
      'surface',
      'operation',
      'target',
      'mission_id',
      'outcome',
      'input_sha256 as inputSha256',
      'previous_hash as previousHash',
      'hash',
    ])
    .orderBy(sql.ref('audit.seq'))
    .limit(batchSize)
    .execute();
  return rows.map(({ tenant, mission_id, ...row }) => ({
    ...row,
    ...(mission_id === null ? {} : { missionId: mission_id }),
    ...(tenant === localTenant ? {} : { tenant }),
    seq: toNumber(row.seq),
    at: toNumber(row.at),
  }));
}

/** NaN for anything that is not written as a whole number; it fits no chain. */
function toNumber(text: string | null): number {
  const value = Number(text ?? 'none');
  return String(value) === text ? value : Number.NaN;
}
