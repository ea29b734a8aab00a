import type { PlanEdge } from '@mosaic/contract';
import type { PlanIndex } from '../plan/plan-index.ts';

/** How a node ended; what is open is expected to be done. */
export type NodeOutcome = 'done' | 'failed';

/** One node that depends on how others ended. */
export interface Branch {
  /** Position of the node, left out with all below it unless a condition is met. */
  readonly target: number;
  readonly conditions: readonly {
    readonly source: number;
    readonly when: NodeOutcome;
  }[];
}

/**
 * Nodes with conditional edges, in an order in which the branch a source itself stands in is
 * decided before the branches that hang on that source.
 */
export function branchesOf(index: PlanIndex, order: Int32Array): Branch[] {
  const conditions = new Map<number, { source: number; when: NodeOutcome }[]>();
  for (const edge of index.document.edges) {
    const ends = conditionOf(index, edge);
    if (ends === null) continue;
    const others = conditions.get(ends.target);
    if (others === undefined) conditions.set(ends.target, [ends]);
    else others.push(ends);
  }
  if (conditions.size === 0) return [];
  const branches: Branch[] = [];
  for (const vertex of order) {
    const found = (vertex & 1) === 0 ? conditions.get(vertex >> 1) : undefined;
    if (found !== undefined) branches.push({ target: vertex >> 1, conditions: found });
  }
  return branches;
}

function conditionOf(index: PlanIndex, edge: PlanEdge) {
  if (edge.kind !== 'conditional' || edge.when === undefined) return null;
  const source = index.positionOf.get(edge.from);
  const target = index.positionOf.get(edge.to);
  if (source === undefined || target === undefined || source === target) return null;
  return { source, target, when: edge.when };
}

/**
 * Marks in `isSkipped` what no branch leads to, with all below it.
 *
 * A node that is skipped itself ended neither way, so both of its branches are skipped; one that
 * was dropped from the plan counts as done.
 */
export function skipBranches(
  index: PlanIndex,
  branches: readonly Branch[],
  outcomeOf: (position: number) => NodeOutcome,
  isSkipped: Uint8Array,
): void {
  for (const { target, conditions } of branches) {
    if (isSkipped[target] === 1) continue;
    const isMet = conditions.some(
      ({ source, when }) => isSkipped[source] !== 1 && outcomeOf(source) === when,
    );
    if (!isMet) isSkipped.fill(1, target, index.end[target]);
  }
}
