import type { PlanEdge } from '@mosaic/contract';
import { edgeEnds } from './edge-ends.ts';
import { isLeaf, type PlanIndex } from './plan-index.ts';

/**
 * Starts and ends of nodes as vertices: `2 * i` is the start, `2 * i + 1` the end of node `i`.
 *
 * An edge between nodes with children costs one edge here, not one for each pair of their
 * atomics. Successors of vertex `v` are `targets[offsets[v]]` … before `offsets[v + 1]`.
 */
export interface PrecedenceGraph {
  readonly size: number;
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
}

/**
 * Graph of what comes before what: a node starts before its children and ends after them, and
 * `sequential` and `conditional` edges lead from the end of one node to the start of another.
 *
 * Edges that mean nothing (to unknown nodes, to the node itself, between a node and one above
 * it) are left out; `compilePlan` names them.
 */
export function precedenceGraph(index: PlanIndex): PrecedenceGraph {
  const before = known.get(index);
  if (before !== undefined) return before;
  const graph = build(index);
  known.set(index, graph);
  return graph;
}

/** Checking and scheduling one plan need the same graph. */
const known = new WeakMap<PlanIndex, PrecedenceGraph>();

function build(index: PlanIndex): PrecedenceGraph {
  const count = index.nodes.length;
  const ordering = orderingEdges(index);
  const sources = new Int32Array(3 * count + ordering.length / 2);
  const goals = new Int32Array(sources.length);
  let edges = 0;
  const add = (source: number, goal: number) => {
    sources[edges] = source;
    goals[edges] = goal;
    edges += 1;
  };
  for (let at = 0; at < count; at += 1) {
    const parent = index.parent[at] ?? -1;
    if (parent >= 0) {
      add(2 * parent, 2 * at);
      add(2 * at + 1, 2 * parent + 1);
    }
    if (isLeaf(index, at)) add(2 * at, 2 * at + 1);
  }
  for (let at = 0; at < ordering.length; at += 2) {
    add(2 * (ordering[at] ?? 0) + 1, 2 * (ordering[at + 1] ?? 0));
  }
  return compress(2 * count, sources.subarray(0, edges), goals.subarray(0, edges));
}

/** Whether an edge decides what comes first. */
export function isOrdering(edge: PlanEdge): boolean {
  return edge.kind === 'sequential' || edge.kind === 'conditional';
}

/** Positions of both ends of every edge that orders two nodes, one after the other. */
function orderingEdges(index: PlanIndex): Int32Array {
  const { edges } = index.document;
  const ends = edgeEnds(index);
  const ordering = new Int32Array(ends.length);
  let used = 0;
  for (let at = 0; at < edges.length; at += 1) {
    const edge = edges[at];
    const from = ends[2 * at] ?? -1;
    const to = ends[2 * at + 1] ?? -1;
    if (edge === undefined || !isOrdering(edge) || from < 0 || to < 0) continue;
    if (isWithin(index, from, to) || isWithin(index, to, from)) continue;
    ordering[used] = from;
    ordering[used + 1] = to;
    used += 2;
  }
  return ordering.subarray(0, used);
}

/** Whether `position` is `above` or stands below it. */
export function isWithin(index: PlanIndex, position: number, above: number): boolean {
  return position >= above && position < (index.end[above] ?? 0);
}

function compress(size: number, sources: Int32Array, goals: Int32Array): PrecedenceGraph {
  const offsets = new Int32Array(size + 1);
  for (const source of sources) offsets[source + 1] = (offsets[source + 1] ?? 0) + 1;
  for (let at = 0; at < size; at += 1)
    offsets[at + 1] = (offsets[at + 1] ?? 0) + (offsets[at] ?? 0);
  const next = offsets.slice(0, size);
  const targets = new Int32Array(sources.length);
  for (let at = 0; at < sources.length; at += 1) {
    const source = sources[at] ?? 0;
    const slot = next[source] ?? 0;
    targets[slot] = goals[at] ?? 0;
    next[source] = slot + 1;
  }
  return { size, offsets, targets };
}
