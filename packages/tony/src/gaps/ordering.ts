import type { PlanDocument, PlanEdge, PlanNode } from '@mosaic/contract';
import { indexPlan, type PlanIndex } from '../plan/plan-index.ts';
import { precedenceGraph } from '../plan/precedence-graph.ts';
import { atomicFacts, isMigration } from './atomic-facts.ts';
import { gapLimits } from './gap-limits.ts';
import { smallestOrder } from './smallest-order.ts';

/** What comes before what in a plan, and which edges could be added without harm. */
export interface Ordering {
  readonly index: PlanIndex;
  /** Place of an atomic in the order; smaller ones come first. */
  rankOf(position: number): number;
  /** Whether an edge is missing by which `after` would wait for `before`, and would do no harm. */
  isMissing(before: number, after: number): boolean;
}

/** Null for a plan whose dependencies go round in a circle: it has to be put right first. */
export function ordering(document: PlanDocument): Ordering | null {
  const index = indexPlan(document);
  const rank = smallestOrder(index, (at) => classOf(index.nodes[at]));
  if (rank === null) return null;
  const graph = precedenceGraph(index);
  const joined = new Set(document.edges.map(({ from, to }) => pairOf(from, to)));
  const parallel = document.edges.filter(({ kind }) => kind === 'parallel');
  let steps = 0;
  const known = new Map<number, Uint8Array>();
  const reach = (vertex: number): Uint8Array => {
    const before = known.get(vertex);
    if (before !== undefined) return before;
    // The latest answers are kept: questions come grouped by where they begin.
    if (known.size > 8) known.clear();
    const reached = new Uint8Array(graph.size);
    reached[vertex] = 1;
    const open = [vertex];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (let edge = graph.offsets[at] ?? 0; edge < (graph.offsets[at + 1] ?? 0); edge += 1) {
        const target = graph.targets[edge] ?? 0;
        steps += 1;
        if (reached[target]) continue;
        reached[target] = 1;
        open.push(target);
      }
    }
    known.set(vertex, reached);
    return reached;
  };
  const contradicts = (before: number, after: number) =>
    parallel.some(({ from, to }) => {
      const first = index.positionOf.get(from) ?? -1;
      const second = index.positionOf.get(to) ?? -1;
      return (
        first >= 0 &&
        second >= 0 &&
        [
          [first, second],
          [second, first],
        ].some(
          ([one = 0, other = 0]) =>
            reach(2 * one + 1)[2 * before + 1] === 1 && reach(2 * after)[2 * other] === 1,
        )
      );
    });
  return {
    index,
    rankOf: (position) => rank[2 * position] ?? 0,
    isMissing(before, after) {
      if (steps > gapLimits.stepsMax || before === after) return false;
      if ((rank[2 * before] ?? 0) >= (rank[2 * after] ?? 0)) return false;
      if (reach(2 * before + 1)[2 * after] === 1) return false;
      const ids = [index.nodes[before]?.id ?? '', index.nodes[after]?.id ?? ''] as const;
      return !joined.has(pairOf(...ids)) && !contradicts(before, after);
    },
  };
}

/** Of what could come next, tables come before code, and code before its tests. */
function classOf(node: PlanNode | undefined): number {
  if (node === undefined) return 2;
  const facts = atomicFacts(node);
  if (isMigration(facts)) return 1;
  return facts.isTest ? 3 : 2;
}

/** The same for an edge whichever way it leads. */
function pairOf(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

export function sequentialEdge(index: PlanIndex, before: number, after: number): PlanEdge {
  return {
    from: index.nodes[before]?.id ?? '',
    to: index.nodes[after]?.id ?? '',
    kind: 'sequential',
  };
}
