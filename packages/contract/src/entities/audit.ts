import { z } from 'zod';
import { Instant } from './fields.ts';

/** Who did what, chained: `hash` covers the record and the hash before it. */
export const AuditRecord = z.object({
  seq: z.int().min(1),
  at: Instant,
  /** `owner`, `runner`, `system:missions`, `task:tsk_…` */
  principal: z.string(),
  surface: z.string(),
  operation: z.string(),
  /** Id of the thing acted upon; null when there is none. */
  target: z.string().nullable(),
  outcome: z.string(),
  /** SHA-256 of the validated input. */
  inputSha256: z.string(),
  previousHash: z.string(),
  hash: z.string(),
});

export const AuditVerdict = z.object({
  isIntact: z.boolean(),
  records: z.int().min(0),
  headHash: z.string().nullable(),
  /** First record that does not fit; null when all do. */
  firstBadSeq: z.int().nullable(),
  problem: z.string().nullable(),
});

export type AuditRecord = z.output<typeof AuditRecord>;
export type AuditVerdict = z.output<typeof AuditVerdict>;
