import type { PlanDocument, PlanEdge, PlanNode, PlanNodeFields } from '@mosaic/contract';
import { indexPlan } from '../plan/plan-index.ts';
import type { AtomicFacts } from './atomic-facts.ts';
import { findPlace } from './find-place.ts';
import { gapLimits } from './gap-limits.ts';
import { addChild, addEdge, type GrownPlan, growPlan, levelBelow, nodeAt } from './grown-plan.ts';

/** A plan that grows while its gaps are looked for, with places for what is missing. */
export interface GapDraft {
  /** Positions of the plan's own nodes of a level, 0 for epics to 5 for atomics, in order. */
  level(number: number): readonly number[];
  node(position: number): PlanNode;
  /** All atomics below a node, those added among them. */
  atomicsBelow(position: number): AtomicFacts[];
  /**
   * Adds a step near an atomic, to be done after it; where a subtask has to be made for it, `check`
   * comes along. Null where no place is left.
   */
  add(nearId: string, step: PlanNodeFields, check: PlanNodeFields): AddedNodes | null;
  /** The plan with all that was added, its nodes in order. */
  document(): PlanDocument;
}

export interface AddedNodes {
  readonly nodes: PlanNode[];
  readonly edges: PlanEdge[];
}

export function gapDraft(source: PlanDocument): GapDraft {
  const plan = growPlan(source);
  return {
    level: (number) =>
      plan.levels.flatMap((level, at) => (level === number && at < plan.sourceSize ? [at] : [])),
    node: (position) => nodeAt(plan, position),
    atomicsBelow: (position) => levelBelow(plan, position, 5).flatMap((at) => plan.facts[at] ?? []),
    add: (nearId, step, check) => addNear(plan, { nearId, step, check }),
    document: () =>
      indexPlan({ ...source, nodes: plan.nodes, edges: [...source.edges, ...plan.addedEdges] })
        .document,
  };
}

function addNear(
  plan: GrownPlan,
  { nearId, step, check }: { nearId: string; step: PlanNodeFields; check: PlanNodeFields },
): AddedNodes | null {
  const near = plan.positions.get(nearId);
  if (near === undefined) return null;
  const place = findPlace(plan, near, step.estimate?.minutes ?? 0);
  if (place === null) return null;
  if (!place.isTask) {
    const at = addChild(plan, place.parent, step);
    return { nodes: [nodeAt(plan, at)], edges: [addEdge(plan, near, at)] };
  }
  const part = addChild(plan, place.parent, partFor(step));
  const first = addChild(plan, part, step);
  const second = addChild(plan, part, check);
  return {
    nodes: [part, first, second].map((at) => nodeAt(plan, at)),
    edges: [addEdge(plan, near, first), addEdge(plan, first, second)],
  };
}

/** The subtask that is made for a step where no other has room. */
function partFor(step: PlanNodeFields): PlanNodeFields {
  return {
    ...step,
    title: `Fill a gap: ${step.title}`.slice(0, gapLimits.titleCharsMax),
    estimate: null,
    taskType: null,
    agentType: null,
    completionCriteria: [],
    files: [],
  };
}
