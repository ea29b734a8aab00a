import type { PlanPriority } from '@mosaic/contract';
import {
  type EstimateFactors,
  estimateAtomic,
  isLeaf,
  type PlanIndex,
  precedenceGraph,
  topologicalOrder,
} from '@tony/core/planning';

const ranks: readonly PlanPriority[] = ['critical', 'high', 'medium', 'low'];

/**
 * Puts atomics into the order in which workers should take them: what matters most first, then
 * what has the longest way to the end of the plan before it.
 *
 * What something urgent waits for is as urgent.
 */
export function workOrder(
  index: PlanIndex,
  atomics: readonly number[],
  factors: EstimateFactors,
): number[] {
  const { urgency, minutesLeft } = outlook(index, factors);
  return atomics.toSorted(
    (left, right) =>
      (urgency[2 * left] ?? 0) - (urgency[2 * right] ?? 0) ||
      (minutesLeft[2 * right] ?? 0) - (minutesLeft[2 * left] ?? 0) ||
      left - right,
  );
}

/** By vertex of the precedence graph: rank of the most urgent thing behind it, minutes to the end. */
function outlook(index: PlanIndex, factors: EstimateFactors) {
  const graph = precedenceGraph(index);
  const { order } = topologicalOrder(graph);
  const urgency = new Uint8Array(graph.size).fill(ranks.length);
  const minutesLeft = new Float64Array(graph.size);
  for (let at = order.length - 1; at >= 0; at -= 1) {
    const vertex = order[at] ?? 0;
    const position = vertex >> 1;
    const node = index.nodes[position];
    const isStart = vertex % 2 === 0;
    const isAtomic = node !== undefined && isLeaf(index, position);
    if (isStart && isAtomic) urgency[vertex] = ranks.indexOf(node.priority);
    const stop = graph.offsets[vertex + 1] ?? 0;
    for (let edge = graph.offsets[vertex] ?? 0; edge < stop; edge += 1) {
      const target = graph.targets[edge] ?? 0;
      urgency[vertex] = Math.min(urgency[vertex] ?? 0, urgency[target] ?? 0);
      minutesLeft[vertex] = Math.max(minutesLeft[vertex] ?? 0, minutesLeft[target] ?? 0);
    }
    if (isStart && isAtomic) {
      minutesLeft[vertex] = (minutesLeft[vertex] ?? 0) + estimateAtomic(node, factors).minutes;
    }
  }
  return { urgency, minutesLeft };
}
