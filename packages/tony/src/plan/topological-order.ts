import type { PrecedenceGraph } from './precedence-graph.ts';

export interface TopologicalOrder {
  /** Vertices, each after all that lead to it; what lies on or behind a cycle is missing. */
  readonly order: Int32Array;
  /** Where a vertex stands in `order`; -1 for those missing. */
  readonly rank: Int32Array;
}

/** Sorts the vertices of a graph by what comes first, in time proportional to its size. */
export function topologicalOrder({ size, offsets, targets }: PrecedenceGraph): TopologicalOrder {
  const waiting = new Int32Array(size);
  for (const target of targets) waiting[target] = (waiting[target] ?? 0) + 1;
  const order = new Int32Array(size);
  const rank = new Int32Array(size).fill(-1);
  let ready = 0;
  for (let vertex = 0; vertex < size; vertex += 1) {
    if (waiting[vertex] === 0) {
      order[ready] = vertex;
      ready += 1;
    }
  }
  for (let at = 0; at < ready; at += 1) {
    const vertex = order[at] ?? 0;
    rank[vertex] = at;
    const stop = offsets[vertex + 1] ?? 0;
    for (let edge = offsets[vertex] ?? 0; edge < stop; edge += 1) {
      const target = targets[edge] ?? 0;
      const left = (waiting[target] ?? 0) - 1;
      waiting[target] = left;
      if (left === 0) {
        order[ready] = target;
        ready += 1;
      }
    }
  }
  return { order: order.subarray(0, ready), rank };
}
