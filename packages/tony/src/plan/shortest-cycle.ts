import { cycleSearch, partOf } from './cycle-search.ts';
import type { PrecedenceGraph } from './precedence-graph.ts';
import { strongComponents } from './strong-components.ts';

/** No cycle has fewer dependencies: edges within one branch are no part of the graph. */
const shortestPossible = 2;
/** Lengths that are looked for around every vertex first. */
const nearBounds = [2, 4, 8];
/** Steps such a look may take for each vertex, on average. */
const nearStepsMax = 40;

/** Further steps, once the budget has ended, to look for shortcuts among the nodes of the cycle. */
const shortcutSteps = 1_000_000;

/** Steps left for all searches together; counted down by each of them. */
export interface SearchBudget {
  steps: number;
}

/** A search in one component, and what it has found so far. */
interface Hunt {
  readonly part: PrecedenceGraph;
  readonly search: ReturnType<typeof cycleSearch>;
  readonly isIncluded: Uint8Array;
  readonly budget: SearchBudget;
  best: number[];
  bestCost: number;
}

/**
 * A cycle of a strongly connected component with the fewest dependencies, as vertices in order.
 *
 * Steps up and down the tree are free, steps from the end of a node to the start of another cost
 * one. Short cycles are looked for around every vertex first; where there is none, the whole
 * component is searched. Should the budget end before that, in components of tens of thousands of
 * nodes without short cycles, the shortest cycle found until then is given, without shortcuts.
 */
export function shortestCycle(
  graph: PrecedenceGraph,
  component: Int32Array,
  budget: SearchBudget,
): number[] {
  const part = partOf(graph, component);
  const hunt: Hunt = {
    part,
    search: cycleSearch(part, component),
    isIncluded: new Uint8Array(component.length),
    budget,
    best: [],
    bestCost: Number.POSITIVE_INFINITY,
  };
  const isFound = nearBounds.some((bound) => lookNear(hunt, bound));
  if (!isFound)
    searchAll(
      hunt,
      Int32Array.from(component, (_, at) => at),
    );
  if (hunt.budget.steps < 0) {
    hunt.budget.steps = shortcutSteps;
    searchAll(hunt, Int32Array.from(hunt.best));
    hunt.budget.steps = Math.min(hunt.budget.steps, -1);
  }
  return hunt.best.map((at) => component[at] ?? 0);
}

/** Looks for cycles of at most `bound` through each vertex; whether the best one known is the shortest. */
function lookNear(hunt: Hunt, bound: number): boolean {
  const { part, search, isIncluded } = hunt;
  isIncluded.fill(1);
  let left = nearStepsMax * part.size;
  for (let vertex = 0; vertex < part.size; vertex += 1) {
    if (!search.isCrossing(vertex, isIncluded)) continue;
    left -= runFrom(hunt, vertex, Math.min(bound + 1, hunt.bestCost));
    if (left < 0 || hunt.budget.steps < 0) return false;
    if (hunt.bestCost <= shortestPossible) return true;
    isIncluded[vertex] = 0;
  }
  return hunt.bestCost <= bound;
}

/**
 * Finds the shortest cycle through one vertex after the other, no longer than the best known, and
 * takes the vertex away. After a search that led far, what no longer lies on a cycle goes too.
 */
function searchAll(hunt: Hunt, vertices: Int32Array): void {
  const { part, search, isIncluded, budget } = hunt;
  const open: Int32Array[] = [vertices];
  isIncluded.fill(0);
  for (let members = open.pop(); members !== undefined; members = open.pop()) {
    for (const member of members) isIncluded[member] = 1;
    for (const member of members) {
      if (!search.isCrossing(member, isIncluded)) continue;
      const steps = runFrom(hunt, member, hunt.bestCost);
      const isOver = budget.steps < 0 && hunt.best.length > 0;
      if (hunt.bestCost <= shortestPossible || isOver) return;
      isIncluded[member] = 0;
      if (steps < members.length) continue;
      budget.steps -= part.targets.length;
      open.push(...strongComponents(part, isIncluded));
      break;
    }
    for (const member of members) isIncluded[member] = 0;
  }
}

/** Keeps the cycle through a vertex where it costs less than `limit`; gives the steps taken. */
function runFrom(hunt: Hunt, vertex: number, limit: number): number {
  const { steps, cost, cycle } = hunt.search.run(vertex, hunt.isIncluded, limit);
  hunt.budget.steps -= steps;
  if (cost < hunt.bestCost) {
    hunt.best = cycle;
    hunt.bestCost = cost;
  }
  return steps;
}
