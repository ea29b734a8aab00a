import { z } from 'zod';
import { AuditRecord, AuditVerdict } from '../entities/audit.ts';
import { limits } from '../limits.ts';
import { operation } from '../operation.ts';

export const listAudit = operation({
  name: 'audit.list',
  kind: 'query',
  summary: 'Read the audit log: who did what.',
  permission: 'audit:read',
  input: z.object({
    after: z.coerce.number().int().min(0).default(0),
    operation: z.string().max(80).optional(),
    /** Id of the thing acted upon. */
    target: z.string().max(180).optional(),
    /** Only what was done in or to this mission. */
    missionId: z.string().max(80).optional(),
    limit: z.coerce.number().int().min(1).max(limits.pageSizeMax).default(limits.pageSizeDefault),
  }),
  output: z.object({ items: z.array(AuditRecord), lastSeq: z.int().min(0) }),
  errors: [],
  example: {},
});

/** Recomputes every hash; with `expectedHead` also detects a truncated or rewritten chain. */
export const verifyAudit = operation({
  name: 'audit.verify',
  kind: 'query',
  summary: 'Check that no audit record was changed, removed or reordered.',
  permission: 'audit:read',
  input: z.object({ expectedHead: z.string().max(64).optional() }),
  output: AuditVerdict,
  errors: [],
  example: {},
});
