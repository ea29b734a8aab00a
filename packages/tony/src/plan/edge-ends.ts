import type { PlanIndex } from './plan-index.ts';

const known = new WeakMap<PlanIndex, Int32Array>();

/**
 * Positions of both ends of every edge of the document: `2 * i` where edge `i` comes from,
 * `2 * i + 1` where it leads; -1 for nodes that are not in the plan. Looked up once per index.
 */
export function edgeEnds(index: PlanIndex): Int32Array {
  const before = known.get(index);
  if (before !== undefined) return before;
  const { edges } = index.document;
  const ends = new Int32Array(2 * edges.length);
  for (let at = 0; at < edges.length; at += 1) {
    const edge = edges[at];
    if (edge === undefined) continue;
    ends[2 * at] = index.find(edge.from);
    ends[2 * at + 1] = index.find(edge.to);
  }
  known.set(index, ends);
  return ends;
}
