import { z } from 'zod';
import { NodeId } from '../ids.ts';
import { Instant, ShortName } from './fields.ts';

/** How one way of passing hints between nodes is doing. */
export const BusLine = z.object({
  kind: z.enum(['process', 'redis', 'postgres']),
  isConnected: z.boolean(),
});

/** One process that serves this installation. Nodes are equal; duties move between them. */
export const Node = z.object({
  id: NodeId,
  name: ShortName,
  /** Where other machines reach it; null when it did not say. */
  url: z.string().max(500).nullable(),
  version: z.string().max(60),
  startedAt: Instant,
  lastSeenAt: Instant,
  /** Derived: a node that was silent for several beats counts as gone. */
  isAlive: z.boolean(),
  /** What this node alone does at the moment, such as `engine`. */
  duties: z.array(z.string()),
  bus: z.array(BusLine),
});

export type BusLine = z.output<typeof BusLine>;
export type Node = z.output<typeof Node>;
