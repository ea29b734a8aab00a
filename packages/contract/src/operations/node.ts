import { z } from 'zod';
import { PageInput, page, ShortName } from '../entities/fields.ts';
import { BusLine, Node } from '../entities/node.ts';
import { NodeId } from '../ids.ts';
import { operation } from '../operation.ts';

const nodeId = 'nod_0190b5c8-6c1f-7000-8000-000000000000';

/** Names of duties; each is done by one node at a time. */
const DutyName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/)
  .max(40);

export const listNodes = operation({
  name: 'node.list',
  kind: 'query',
  summary: 'List the nodes of this installation and what each does alone.',
  permission: 'node:read',
  input: z.object({ ...PageInput }),
  output: page(Node),
  errors: [],
  example: {},
});

/**
 * Says that a node is alive, and takes or keeps the duties it asks for.
 *
 * A duty is a lease with an epoch that grows whenever it passes to another node. Whoever
 * acts under a duty has its epoch checked in the transaction that writes, so a node that
 * slept through its lease can do nothing any more.
 */
export const beatNode = operation({
  name: 'node.beat',
  kind: 'command',
  summary: 'Say that a node is alive and keep its duties.',
  permission: 'node:work',
  input: z.object({
    nodeId: NodeId,
    name: ShortName,
    url: z.string().max(500).nullable(),
    version: z.string().max(60),
    startedAtMs: z.int().min(0),
    bus: z.array(BusLine).max(4),
    duties: z.array(DutyName).max(20),
  }),
  output: z.object({
    held: z.array(z.object({ name: DutyName, epoch: z.int().min(1) })),
    /** True when another node that is alive hears nothing on the first way of the bus. */
    isPeerDeaf: z.boolean(),
  }),
  errors: [],
  internal: true,
  example: {
    nodeId,
    name: 'node-1',
    url: null,
    version: '0.0.0',
    startedAtMs: 0,
    bus: [],
    duties: ['engine'],
  },
});

/** Says that a node stops: its duties are free at once. */
export const leaveNode = operation({
  name: 'node.leave',
  kind: 'command',
  summary: 'Take a node out of the installation and free its duties.',
  permission: 'node:work',
  input: z.object({ nodeId: NodeId }),
  output: z.object({}),
  errors: [],
  internal: true,
  example: { nodeId },
});
