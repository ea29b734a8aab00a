import type { PrecedenceGraph } from './precedence-graph.ts';
import { strongComponents } from './strong-components.ts';

/** Edges looked at for one component before the shortest cycle found so far is taken. */
const stepsMax = 20_000_000;
/** No cycle has fewer dependencies: edges within one branch are no part of the graph. */
const shortestPossible = 2;

/**
 * A cycle of a strongly connected component with the fewest dependencies, as vertices in order.
 *
 * Steps up and down the tree are free, steps from the end of a node to the start of another cost
 * one. Each round finds the shortest cycle through one vertex, takes that vertex away, and goes on
 * with what is still strongly connected. Components so large and tangled that this takes more
 * than {@link stepsMax} steps give the shortest cycle found until then.
 */
export function shortestCycle(graph: PrecedenceGraph, component: Int32Array): number[] {
  const part = partOf(graph, component);
  const search = cycleSearch(part.graph, part.vertices);
  const open: Int32Array[] = [Int32Array.from(component, (_, at) => at)];
  const isIncluded = new Uint8Array(component.length);
  let best: number[] = [];
  let bestCost = Number.POSITIVE_INFINITY;
  let steps = 0;
  for (let members = open.pop(); members !== undefined; members = open.pop()) {
    for (const member of members) isIncluded[member] = 1;
    const through = members.find((member) => search.isCrossing(member, isIncluded));
    if (through !== undefined) {
      const found = search.run(through, isIncluded, bestCost);
      steps += found.steps + part.graph.size;
      if (found.cost < bestCost) {
        best = found.cycle;
        bestCost = found.cost;
      }
      if (bestCost <= shortestPossible || (steps > stepsMax && best.length > 0)) break;
      isIncluded[through] = 0;
      open.push(...strongComponents(part.graph, isIncluded));
    }
    isIncluded.fill(0);
  }
  return best.map((at) => component[at] ?? 0);
}

/** Whether a step leads from the end of a node to the start of another one. */
export function isCrossingStep(from: number, to: number): boolean {
  return from % 2 === 1 && to % 2 === 0;
}

/** The component as a graph of its own, with the vertices it stands for. */
function partOf(graph: PrecedenceGraph, vertices: Int32Array) {
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
  return {
    graph: { size: vertices.length, offsets, targets: Int32Array.from(targets) },
    vertices,
  };
}

/** Breadth first search where free steps are taken before those that cost one. */
function cycleSearch(graph: PrecedenceGraph, vertices: Int32Array) {
  const { size, offsets, targets } = graph;
  const cost = new Int32Array(size);
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
      cost.fill(-1);
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
            if (cost[target] !== -1 && (cost[target] ?? 0) <= price) continue;
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
