import { z } from 'zod';
import { Instant } from './fields.ts';

/** Whose use a quota bounds. */
export const QuotaScope = z.enum(['tenant', 'principal', 'agent', 'project']);

/** What a quota counts. */
export const quotaKinds = [
  'calls-per-second',
  'tasks-running',
  'tasks-waiting',
  'messages-stored',
  'state-bytes',
  'events-per-day',
] as const;

export const QuotaKind = z.enum(quotaKinds);

/** Stands for each subject of the scope that has no quota of its own. */
export const everySubject = '*';

const subjectPattern = /^(?:\*|[A-Za-z0-9][A-Za-z0-9._:@/-]*)$/;

/** Id or name within the scope: `runner`, `agt_…`, `prj_…`; `*` means each of them. */
export const QuotaSubject = z
  .string()
  .max(120)
  .regex(subjectPattern, 'must be an id or name, or * for each of the scope');

/** `scope:subject:kind`, such as `project:*:tasks-running`. */
export const QuotaId = z
  .string()
  .max(180)
  .regex(/^(?:tenant|principal|agent|project):.+:[a-z-]+$/, 'must be like project:*:tasks-running');

export const QuotaUse = z.object({
  subject: z.string(),
  used: z.int().min(0),
});

/** An upper bound of one use by one subject, or by each of a scope. */
export const Quota = z.object({
  id: QuotaId,
  scope: QuotaScope,
  subject: QuotaSubject,
  kind: QuotaKind,
  limit: z.int().min(0),
  /** Of the subject; for `*` of whoever uses most. Null where each node counts for itself. */
  used: z.int().min(0).nullable(),
  /** When the count begins anew; null when only giving back frees it. */
  resetsAt: Instant.nullable(),
  setBy: z.string(),
  setAt: Instant,
});

export type QuotaScope = z.output<typeof QuotaScope>;
export type QuotaKind = z.output<typeof QuotaKind>;
export type QuotaUse = z.output<typeof QuotaUse>;
export type Quota = z.output<typeof Quota>;

/** The id of a quota follows from what it bounds, so that people can type it. */
export function quotaId(scope: QuotaScope, subject: string, kind: QuotaKind): string {
  return `${scope}:${subject}:${kind}`;
}
