import { isLeaf, type PlanIndex } from '../plan/plan-index.ts';
import { precedenceGraph } from '../plan/precedence-graph.ts';
import { popSmallest, pushNumber } from '../schedule/number-heap.ts';

/**
 * Where each vertex of the precedence graph stands when, of all that could come next, the one of
 * the lowest class does, and of these the first in the plan; null when dependencies go round in a
 * circle. `classOf` is asked about atomics: 1 or more.
 *
 * An edge that leads forwards in this order changes nothing in it. That is why edges can be added
 * along it one after the other and a second look finds no further ones.
 */
export function smallestOrder(
  index: PlanIndex,
  classOf: (position: number) => number,
): Int32Array | null {
  const { size, offsets, targets } = precedenceGraph(index);
  const waiting = new Int32Array(size);
  for (const target of targets) waiting[target] = (waiting[target] ?? 0) + 1;
  // Ends, and starts of what holds others, cost nothing: they come as soon as they can.
  const keyOf = (vertex: number) =>
    vertex % 2 === 1 || !isLeaf(index, vertex >> 1) ? vertex : classOf(vertex >> 1) * size + vertex;
  const ready: number[] = [];
  for (let vertex = 0; vertex < size; vertex += 1) {
    if (waiting[vertex] === 0) pushNumber(ready, keyOf(vertex));
  }
  const rank = new Int32Array(size);
  let placed = 0;
  while (ready.length > 0) {
    const vertex = popSmallest(ready) % size;
    rank[vertex] = placed;
    placed += 1;
    for (let at = offsets[vertex] ?? 0; at < (offsets[vertex + 1] ?? 0); at += 1) {
      const target = targets[at] ?? 0;
      waiting[target] = (waiting[target] ?? 0) - 1;
      if (waiting[target] === 0) pushNumber(ready, keyOf(target));
    }
  }
  return placed === size ? rank : null;
}
