import { z } from 'zod';
import { PlanEdge, PlanNode, PlanNodeId, PlanResource } from './plan.ts';

/** Fields of a node that can be given when it is added or changed. */
export const PlanNodeFields = PlanNode.omit({ id: true, parentId: true });

const { shape } = PlanNode;

/** The same fields, each left as it is where it is not given: a change fills in no default. */
export const PlanNodePatch = z
  .object({
    title: shape.title,
    description: shape.description.unwrap(),
    estimate: shape.estimate.unwrap(),
    taskType: shape.taskType.unwrap(),
    agentType: shape.agentType.unwrap(),
    priority: shape.priority.unwrap(),
    completionCriteria: shape.completionCriteria.unwrap(),
    acceptanceCriteria: shape.acceptanceCriteria.unwrap(),
    files: shape.files.unwrap(),
    uses: shape.uses.unwrap(),
    risk: shape.risk.unwrap(),
    tags: shape.tags.unwrap(),
  })
  .partial();

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
  z.object({ kind: z.literal('change'), nodeId: PlanNodeId, fields: PlanNodePatch }),
  /** With all that is below it, to another parent of the same level: ids and edges follow. */
  z.object({ kind: z.literal('move'), nodeId: PlanNodeId, parentId: PlanNodeId }),
  z.object({ kind: z.literal('connect'), edge: PlanEdge }),
  z.object({ kind: z.literal('disconnect'), from: PlanNodeId, to: PlanNodeId }),
  /** Added, or replaced by name. */
  z.object({ kind: z.literal('resource'), resource: PlanResource }),
]);

export type PlanNodeFields = z.output<typeof PlanNodeFields>;
export type PlanNodePatch = z.output<typeof PlanNodePatch>;
export type PlanEdit = z.output<typeof PlanEdit>;
