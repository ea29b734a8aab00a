import { topologicalOrder } from '../plan/topological-order.ts';
import type { JobGraph } from './job-graph.ts';

/** Calls `visit` with each job of the longest chain, given what the jobs take. */
export function createLongestChain(
  graph: JobGraph,
): (durations: Float64Array, visit: (job: number) => void) => void {
  const { jobs, size, offsets, targets } = graph;
  const { order } = topologicalOrder(graph);
  const ends = new Float64Array(size);
  const before = new Int32Array(size);
  return (durations, visit) => {
    ends.fill(0);
    before.fill(-1);
    let last = -1;
    let longest = 0;
    for (const vertex of order) {
      const end = (ends[vertex] ?? 0) + (vertex < jobs ? (durations[vertex] ?? 0) : 0);
      if (end > longest) {
        longest = end;
        last = vertex;
      }
      const stop = offsets[vertex + 1] ?? 0;
      for (let edge = offsets[vertex] ?? 0; edge < stop; edge += 1) {
        const target = targets[edge] ?? 0;
        if (end > (ends[target] ?? 0)) {
          ends[target] = end;
          before[target] = vertex;
        }
      }
    }
    for (let vertex = last; vertex >= 0; vertex = before[vertex] ?? -1) {
      if (vertex < jobs && (durations[vertex] ?? 0) > 0) visit(vertex);
    }
  };
}
