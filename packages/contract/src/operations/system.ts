import { z } from 'zod';
import { Instant } from '../entities/fields.ts';
import { operation } from '../operation.ts';

export const systemStatus = operation({
  name: 'system.status',
  kind: 'query',
  summary: 'Show the hub: version, store, missions, agents.',
  permission: 'system:read',
  input: z.object({}),
  output: z.object({
    version: z.string(),
    tier: z.literal('local'),
    startedAt: Instant,
    url: z.string().nullable(),
    counts: z.record(z.string(), z.int()),
    lastEventSeq: z.int().min(0),
    auditHead: z.string().nullable(),
  }),
  errors: [],
  example: {},
});
