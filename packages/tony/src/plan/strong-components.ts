import type { PrecedenceGraph } from './precedence-graph.ts';

/**
 * Groups of vertices that can all reach each other, of two and more, among those for which
 * `isIncluded` is 1. Tarjan's algorithm with stacks of its own, so that depth is no concern.
 */
export function strongComponents(graph: PrecedenceGraph, isIncluded: Uint8Array): Int32Array[] {
  const { size, offsets, targets } = graph;
  const found = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const onStack = new Uint8Array(size);
  const next = offsets.slice(0, size);
  const stack = new Int32Array(size);
  const path = new Int32Array(size);
  const components: Int32Array[] = [];
  let counter = 0;
  let stacked = 0;
  for (let root = 0; root < size; root += 1) {
    if (isIncluded[root] !== 1 || found[root] !== -1) continue;
    let depth = 0;
    path[0] = root;
    while (depth >= 0) {
      const vertex = path[depth] ?? 0;
      if (found[vertex] === -1) {
        found[vertex] = counter;
        low[vertex] = counter;
        counter += 1;
        stack[stacked] = vertex;
        stacked += 1;
        onStack[vertex] = 1;
      }
      const child = nextUnseen(vertex);
      if (child >= 0) {
        depth += 1;
        path[depth] = child;
        continue;
      }
      if (low[vertex] === found[vertex]) {
        const top = stacked;
        do {
          stacked -= 1;
          onStack[stack[stacked] ?? 0] = 0;
        } while (stack[stacked] !== vertex);
        if (top - stacked > 1) components.push(stack.slice(stacked, top));
      }
      depth -= 1;
      const above = path[depth];
      if (above !== undefined) low[above] = Math.min(low[above] ?? 0, low[vertex] ?? 0);
    }
  }
  return components;

  /** The next successor nobody has been at; those still on the stack lower the mark of `vertex`. */
  function nextUnseen(vertex: number): number {
    const stop = offsets[vertex + 1] ?? 0;
    for (let edge = next[vertex] ?? 0; edge < stop; edge += 1) {
      next[vertex] = edge + 1;
      const target = targets[edge] ?? 0;
      if (isIncluded[target] !== 1) continue;
      if (found[target] === -1) return target;
      if (onStack[target] === 1) low[vertex] = Math.min(low[vertex] ?? 0, found[target] ?? 0);
    }
    return -1;
  }
}
