import { isCrossingStep } from '../cycle-search.ts';
import type { PlanIndex } from '../plan-index.ts';
import { isWithin, type PrecedenceGraph } from '../precedence-graph.ts';
import { shortestCycle } from '../shortest-cycle.ts';
import { strongComponents } from '../strong-components.ts';
import type { TopologicalOrder } from '../topological-order.ts';
import type { FindingList } from './finding-list.ts';

/** Steps of all searches for shortest cycles of one plan: about a second. */
const stepsMax = 10_000_000;
/** Nodes of a cycle that its message names. */
const shownMax = 12;

/** One shortest cycle for each group of nodes that wait for each other. */
export function checkCycles(
  index: PlanIndex,
  findings: FindingList,
  { graph, sorted }: { graph: PrecedenceGraph; sorted: TopologicalOrder },
): void {
  if (sorted.order.length === graph.size) return;
  const isUnsorted = Uint8Array.from(sorted.rank, (rank) => Number(rank < 0));
  const budget = { steps: stepsMax };
  for (const component of strongComponents(graph, isUnsorted)) {
    const cycle = inNodes(shortestCycle(graph, component, budget));
    const first = cycle[0] ?? -1;
    const ids = [...cycle, first].map((at) => index.nodes[at]?.id ?? '');
    findings.at('cycle', first, () => inWords(index, [...cycle, first]), ids);
  }
}

/**
 * Nodes of a cycle of vertices, from the one that stands first in the plan: both ends of each
 * dependency, without those steps up and down the tree that lead from one to the next.
 */
function inNodes(vertices: readonly number[]): number[] {
  const nodes: number[] = [];
  for (const [at, vertex] of vertices.entries()) {
    const next = vertices[(at + 1) % vertices.length] ?? 0;
    if (!isCrossingStep(vertex, next)) continue;
    nodes.push(vertex >> 1, next >> 1);
  }
  const different = nodes.filter((node, at) => node !== nodes.at(at - 1));
  let start = 0;
  for (const [at, node] of different.entries()) {
    if (node < (different[start] ?? 0)) start = at;
  }
  return [...different.slice(start), ...different.slice(0, start)];
}

function inWords(index: PlanIndex, cycle: readonly number[]): string {
  const words: string[] = [];
  for (const [at, node] of cycle.slice(0, shownMax).entries()) {
    const id = index.nodes[node]?.id ?? '';
    const last = cycle[at - 1];
    if (last === undefined) words.push(id);
    else if (isWithin(index, node, last)) words.push(`which holds ${id},`);
    else if (isWithin(index, last, node)) words.push(`which is part of ${id},`);
    else words.push(`before ${id}`);
  }
  const left = cycle.length - shownMax;
  if (left > 0) words.push(`and so on through ${left} more`);
  const sentence = words
    .join(' ')
    .replace(/(\S) which/g, '$1, which')
    .replaceAll(',,', ',');
  return `These nodes wait for each other: ${sentence.replace(/,$/, '')}. Remove one of the dependencies between them.`;
}
