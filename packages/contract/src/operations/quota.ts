import { z } from 'zod';
import { PageInput, page } from '../entities/fields.ts';
import {
  Quota,
  QuotaId,
  QuotaKind,
  QuotaScope,
  QuotaSubject,
  QuotaUse,
} from '../entities/quota.ts';
import { operation } from '../operation.ts';

const quotaId = 'project:*:tasks-running';

export const listQuotas = operation({
  name: 'quota.list',
  kind: 'query',
  summary: 'List quotas and how much of each is used.',
  permission: 'quota:read',
  input: z.object({
    scope: QuotaScope.optional(),
    kind: QuotaKind.optional(),
    ...PageInput,
  }),
  output: page(Quota),
  errors: [],
  example: {},
});

/** With the subjects that use most, which tells whom a `*` quota bounds. */
export const showQuota = operation({
  name: 'quota.show',
  kind: 'query',
  summary: 'Show one quota and who uses most of it.',
  permission: 'quota:read',
  input: z.object({ quotaId: QuotaId }),
  output: Quota.extend({ heaviest: z.array(QuotaUse).max(20) }),
  errors: ['not_found'],
  example: { quotaId },
});

/**
 * Sets or changes a quota. It holds from this call on: what is used already is counted in the
 * same transaction. A limit below the present use takes nothing away; it only refuses more.
 */
export const setQuota = operation({
  name: 'quota.set',
  kind: 'command',
  summary: 'Set the limit of a quota.',
  permission: 'quota:write',
  input: z.object({
    scope: QuotaScope,
    subject: QuotaSubject.default('*'),
    kind: QuotaKind,
    limit: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  }),
  output: Quota,
  errors: ['too_large', 'precondition_failed'],
  example: { scope: 'project', kind: 'tasks-running', limit: 4 },
});

export const removeQuota = operation({
  name: 'quota.remove',
  kind: 'command',
  summary: 'Remove a quota: nothing bounds that use any more.',
  permission: 'quota:write',
  input: z.object({ quotaId: QuotaId }),
  output: z.object({ quotaId: QuotaId, isRemoved: z.boolean() }),
  errors: ['not_found'],
  example: { quotaId },
});

/** Who is charged. What is given back must name the same as what was taken. */
const charged = {
  kind: QuotaKind,
  amount: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(1),
  principal: z.string().max(120).optional(),
  agentId: z.string().max(120).optional(),
  projectId: z.string().max(120).optional(),
};

/**
 * Takes from every quota that bounds these subjects, or from none.
 *
 * Called in the transaction that stores what is counted, so that a quota is never passed and
 * the count is never wrong. `required` refuses with `quota_exceeded`; otherwise the answer says
 * which quota is in the way, and nothing was taken.
 */
export const takeQuota = operation({
  name: 'quota.take',
  kind: 'command',
  summary: 'Count a use against the quotas that bound it.',
  permission: 'quota:work',
  input: z.object({
    ...charged,
    required: z.boolean().default(true),
    /** Counts also what passes the limit: for what happened already and cannot be refused. */
    isForced: z.boolean().default(false),
  }),
  output: z.object({ isTaken: z.boolean(), exceeded: QuotaId.nullable() }),
  errors: [],
  internal: true,
  example: { kind: 'tasks-running', projectId: 'prj_0190b5c8-6c1f-7000-8000-000000000000' },
});

/** Gives back what was taken, in the transaction that removes what was counted. */
export const giveQuota = operation({
  name: 'quota.give',
  kind: 'command',
  summary: 'Give back a use that was counted.',
  permission: 'quota:work',
  input: z.object(charged),
  output: z.object({}),
  errors: [],
  internal: true,
  example: { kind: 'tasks-running', projectId: 'prj_0190b5c8-6c1f-7000-8000-000000000000' },
});

/**
 * Refuses with `quota_exceeded` when what was just stored passed a quota, so that nothing of it stays.
 *
 * For uses whose count the module keeps in its own rows: called after the change, in its
 * transaction, by whoever added `amount`.
 */
export const requireQuota = operation({
  name: 'quota.require',
  kind: 'command',
  summary: 'Hold what was just stored to the quotas that bound it.',
  permission: 'quota:work',
  input: z.object(charged),
  output: z.object({}),
  errors: [],
  internal: true,
  example: { kind: 'state-bytes', amount: 100 },
});

/** Counts the facts anew for the quota that was checked longest ago, and corrects what differs. */
export const reconcileQuotas = operation({
  name: 'quota.reconcile',
  kind: 'command',
  summary: 'Compare the counts of a quota with the facts.',
  permission: 'quota:work',
  input: z.object({}),
  output: z.object({
    quotaId: QuotaId.nullable(),
    subjects: z.int().min(0),
    differences: z.array(z.object({ subject: z.string(), counted: z.int(), facts: z.int() })),
  }),
  errors: [],
  internal: true,
  example: {},
});
