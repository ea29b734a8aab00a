import {
  MosaicError,
  operations,
  type Plan,
  type PlanDocument,
  type PlanNode,
  type PlanNodeProgress,
} from '@mosaic/contract';
import { findPlan } from '../find-plan.ts';
import type { Tony } from '../tony-command.ts';

/** A plan with all its nodes and where each stands. */
export interface OpenPlan {
  readonly plan: Plan;
  readonly document: PlanDocument;
  readonly progress: ReadonlyMap<string, PlanNodeProgress>;
}

export async function openPlan(tony: Tony, named?: string): Promise<OpenPlan> {
  const { client } = tony.hub;
  const plan = await findPlan(tony, named);
  const { document } = await client.call(operations.planDocument, { planId: plan.id });
  const { nodes } = await client.call(operations.planProgress, { planId: plan.id });
  return { plan, document, progress: new Map(nodes.map((node) => [node.id, node])) };
}

/** A node of a plan; throws `not_found` with how to list them. */
export function nodeOf({ document, plan }: OpenPlan, id: string): PlanNode {
  const node = document.nodes.find((candidate) => candidate.id === id);
  if (node !== undefined) return node;
  throw new MosaicError(
    'not_found',
    `There is no node ${id} in ${plan.title}. See: tony plan tree --depth 6`,
  );
}
