import { createHash } from 'node:crypto';
import type { AuditVerdict } from '@mosaic/contract';
import { canonicalJson } from '../../pipeline/canonical-hash.ts';

/** What the first record is chained to. */
export const genesisHash = '0'.repeat(64);

/** An audit record before its place in the chain is known. Time in milliseconds. */
export interface AuditEntry {
  /** Left out for the tenant of an installation that has only one; so were the first records. */
  tenant?: string;
  at: number;
  principal: string;
  surface: string;
  operation: string;
  target: string | null;
  /** The mission it was done in or to; left out where there is none, as in the first records. */
  missionId?: string;
  outcome: string;
  inputSha256: string;
}

/** The hash of a record covers its place, its content and the hash before it. */
export function chainHash(seq: number, entry: AuditEntry, previousHash: string): string {
  const content = canonicalJson({ seq, ...entry, previousHash });
  return createHash('sha256').update(content).digest('hex');
}

/** A record as it is stored, before anything is made of it. */
export interface ChainedEntry extends AuditEntry {
  seq: number;
  previousHash: string;
  hash: string;
}

/** Walks records in order and remembers the first that does not fit. */
export function createChainVerifier() {
  let records = 0;
  let expectedSeq = 1;
  let previousHash = genesisHash;
  let bad: { seq: number; problem: string } | null = null;
  const check = ({ seq, hash, previousHash: previous, ...entry }: ChainedEntry): string | null => {
    if (seq !== expectedSeq) {
      return seq > expectedSeq ? `record ${expectedSeq} is missing` : 'its number is out of order';
    }
    if (previous !== previousHash) return 'it is not chained to the record before it';
    if (chainHash(seq, entry, previousHash) !== hash) return 'its content was changed';
    return null;
  };
  return {
    add(record: ChainedEntry): void {
      records += 1;
      if (bad) return;
      const problem = check(record);
      if (problem) bad = { seq: expectedSeq, problem };
      expectedSeq += 1;
      previousHash = record.hash;
    },
    /** A chain alone cannot show that its end was cut off: compare with a head kept elsewhere. */
    verdict(expectedHead?: string, headWasSeen = false): AuditVerdict {
      const headHash = records === 0 ? null : previousHash;
      if (!bad && expectedHead !== undefined && !headWasSeen) {
        bad = {
          seq: records + 1,
          problem: `the expected head ${expectedHead.slice(0, 12)} is not in the chain`,
        };
      }
      return {
        isIntact: bad === null,
        records,
        headHash,
        firstBadSeq: bad?.seq ?? null,
        problem: bad?.problem ?? null,
      };
    },
  };
}
