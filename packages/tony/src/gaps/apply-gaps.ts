import type { PlanDocument, PlanGap } from '@mosaic/contract';
import { compareNodeIds } from '../plan/node-id.ts';

/** The plan with everything that fills the gaps `findGaps` found in it; take all of them or none. */
export function applyGaps(document: PlanDocument, gaps: readonly PlanGap[]): PlanDocument {
  const nodes = [...document.nodes, ...gaps.flatMap((gap) => gap.nodes)];
  return {
    ...document,
    nodes: nodes.toSorted((a, b) => compareNodeIds(a.id, b.id)),
    edges: [...document.edges, ...gaps.flatMap((gap) => gap.edges)],
  };
}
