import { z } from 'zod';
import { PlanEdge, PlanNode, PlanNodeId, PlanResource } from './plan.ts';

/** Fields of a node that can be given when it is added or changed. */
export const PlanNodeFields = PlanNode.omit({ id: true, parentId: true });

/** One change to a plan. A call carries several and does all or none. */
export const PlanEdit = z.discriminatedUnion('kind', [
  /** Below `parentId`, or a new epic when null; takes the next free number. */
  z.object({
    kind: z.literal('add'),
    parentId: PlanNodeId.nullable(),
    node: PlanNodeFields,
  }),
  /** With all that is below it and all edges there. */
  z.object({ kind: z.literal('remove'), nodeId: PlanNodeId }),
  z.object({ kind: z.literal('change'), nodeId: PlanNodeId, fields: PlanNodeFields.partial() }),
  /** With all that is below it, to another parent of the same level: ids and edges follow. */
  z.object({ kind: z.literal('move'), nodeId: PlanNodeId, parentId: PlanNodeId }),
  z.object({ kind: z.literal('connect'), edge: PlanEdge }),
  z.object({ kind: z.literal('disconnect'), from: PlanNodeId, to: PlanNodeId }),
  /** Added, or replaced by name. */
  z.object({ kind: z.literal('resource'), resource: PlanResource }),
]);

export type PlanNodeFields = z.output<typeof PlanNodeFields>;
export type PlanEdit = z.output<typeof PlanEdit>;
