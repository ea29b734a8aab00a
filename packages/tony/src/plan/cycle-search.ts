import type { PrecedenceGraph } from './precedence-graph.ts';

/** Whether a step leads from the end of a node to the start of another one. */
export function isCrossingStep(from: number, to: number): boolean {
  return from % 2 === 1 && to % 2 === 0;
}

/** The component as a graph of its own. */
export function partOf(graph: PrecedenceGraph, vertices: Int32Array): PrecedenceGraph {
  const place = new Map<number, number>();
  for (let at = 0; at < vertices.length; at += 1) place.set(vertices[at] ?? 0, at);
  const offsets = new Int32Array(vertices.length + 1);
  const targets: number[] = [];
  for (let at = 0; at < vertices.length; at += 1) {
    const vertex = vertices[at] ?? 0;
    const stop = graph.offsets[vertex + 1] ?? 0;
    for (let edge = graph.offsets[vertex] ?? 0; edge < stop; edge += 1) {
      const target = place.get(graph.targets[edge] ?? 0);
      if (target !== undefined) targets.push(target);
    }
    offsets[at + 1] = targets.length;
  }
  return { size: vertices.length, offsets, targets: Int32Array.from(targets) };
}

/** Breadth first search where free steps are taken before those that cost one. */
export function cycleSearch(graph: PrecedenceGraph, vertices: Int32Array) {
  const { size, offsets, targets } = graph;
  const cost = new Int32Array(size);
  /** Costs of earlier searches are told from those of this one by its number. */
  const search = new Int32Array(size);
  let searches = 0;
  const before = new Int32Array(size);
  const isCrossing = (from: number, to: number) =>
    isCrossingStep(vertices[from] ?? 0, vertices[to] ?? 0);
  return {
    isCrossing(vertex: number, isIncluded: Uint8Array): boolean {
      for (let edge = offsets[vertex] ?? 0; edge < (offsets[vertex + 1] ?? 0); edge += 1) {
        const target = targets[edge] ?? 0;
        if (isIncluded[target] === 1 && isCrossing(vertex, target)) return true;
      }
      return false;
    },
    /** Cheapest way from `start` back to it that costs less than `limit`. */
    run(start: number, isIncluded: Uint8Array, limit: number) {
      searches += 1;
      let layer = [start];
      let steps = 0;
      for (let spent = 0; layer.length > 0 && spent < limit; spent += 1) {
        const nextLayer: number[] = [];
        for (let at = 0; at < layer.length; at += 1) {
          const vertex = layer[at] ?? 0;
          for (let edge = offsets[vertex] ?? 0; edge < (offsets[vertex + 1] ?? 0); edge += 1) {
            steps += 1;
            const target = targets[edge] ?? 0;
            if (isIncluded[target] !== 1) continue;
            const price = spent + Number(isCrossing(vertex, target));
            if (target === start && price < limit) {
              return { cost: price, steps, cycle: wayBack(start, vertex) };
            }
            if (search[target] === searches && (cost[target] ?? 0) <= price) continue;
            search[target] = searches;
            cost[target] = price;
            before[target] = vertex;
            if (price === spent) layer.push(target);
            else nextLayer.push(target);
          }
        }
        layer = nextLayer.filter((vertex) => cost[vertex] === spent + 1);
      }
      return { cost: Number.POSITIVE_INFINITY, steps, cycle: [] };
    },
  };

  function wayBack(start: number, last: number): number[] {
    const cycle = [last];
    for (let vertex = last; vertex !== start; ) {
      vertex = before[vertex] ?? start;
      cycle.push(vertex);
    }
    return cycle.reverse();
  }
}
