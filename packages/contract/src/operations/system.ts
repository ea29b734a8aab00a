import { z } from 'zod';
import { Instant, ShortName } from '../entities/fields.ts';
import { BusLine } from '../entities/node.ts';
import { NodeId } from '../ids.ts';
import { operation } from '../operation.ts';

export const systemStatus = operation({
  name: 'system.status',
  kind: 'query',
  summary: 'Show the hub: version, store, missions, agents.',
  permission: 'system:read',
  input: z.object({}),
  output: z.object({
    version: z.string(),
    /** Version of MosAIc MCP, which others depend on by range. */
    mcpVersion: z.string(),
    tier: z.enum(['local', 'standalone']),
    /** The node that answers; null where it has no name. */
    node: z.object({ id: NodeId, name: ShortName }).nullable(),
    store: z.object({ dialect: z.enum(['sqlite', 'postgres']), isReachable: z.boolean() }),
    bus: z.array(BusLine),
    startedAt: Instant,
    url: z.string().nullable(),
    counts: z.record(z.string(), z.int()),
    lastEventSeq: z.int().min(0),
    auditHead: z.string().nullable(),
  }),
  errors: [],
  example: {},
});
