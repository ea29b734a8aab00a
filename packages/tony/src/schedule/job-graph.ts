import type { PlanWork } from './plan-work.ts';

/**
 * Leaves that take part in a schedule, without the tree around them.
 *
 * Vertices below `jobs` are leaves in the order of `positions`; the others are points in time where
 * many edges meet. Points with a single way in or out are merged away, which is nearly all of them.
 */
export interface JobGraph {
  readonly jobs: number;
  readonly size: number;
  /** Position in the plan of each job. */
  readonly positions: Int32Array;
  /** Edges into each vertex. */
  readonly needs: Int32Array;
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
}

const none = -1;

/**
 * Reduces a plan to the leaves at `positions`, which become jobs in just that order. All other
 * nodes take no time but pass on what has to wait for what; dropped ones don't even do that.
 */
export function jobGraph(work: PlanWork, positions: Int32Array): JobGraph {
  const { graph, order, isDropped } = work;
  // Both vertices of a job are one: its start. Everything else is a point.
  const isJobStart = new Uint8Array(graph.size);
  for (const position of positions) isJobStart[2 * position] = 1;
  const merged = mergeForward(work, isJobStart);
  const first = edgesBetween(work, merged);
  const kept = mergeBackward(order, first, isJobStart, merged);
  const number = new Int32Array(graph.size).fill(none);
  for (const [job, position] of positions.entries()) number[2 * position] = job;
  let size = positions.length;
  for (const vertex of order) {
    const isPoint = merged[vertex] === vertex && kept[vertex] === vertex;
    if (isPoint && isJobStart[vertex] !== 1 && isDropped[vertex >> 1] !== 1)
      number[vertex] = size++;
  }
  const sources: number[] = [];
  const goals: number[] = [];
  for (let at = 0; at < first.sources.length; at += 1) {
    const source = first.sources[at] ?? 0;
    const goal = kept[first.goals[at] ?? 0] ?? none;
    if (kept[source] !== source || goal === none) continue;
    sources.push(number[source] ?? 0);
    goals.push(number[goal] ?? 0);
  }
  return { jobs: positions.length, size, positions, ...compress(size, sources, goals) };
}

/**
 * For each vertex the one it happens together with, going forward: a point with a single way in is
 * that way's origin, one with none is the beginning (`none`). Ends of jobs are the jobs themselves.
 */
function mergeForward({ graph, order, isDropped }: PlanWork, isJobStart: Uint8Array): Int32Array {
  const merged = new Int32Array(graph.size).fill(none);
  // Of the ways into a vertex seen so far: the only origin, or `several`.
  const several = -2;
  const origin = new Int32Array(graph.size).fill(none);
  for (const vertex of order) {
    if (isDropped[vertex >> 1] === 1) continue;
    if (isJobStart[vertex] === 1) merged[vertex] = vertex;
    else if ((vertex & 1) === 1 && isJobStart[vertex - 1] === 1) merged[vertex] = vertex - 1;
    else merged[vertex] = origin[vertex] === several ? vertex : (origin[vertex] ?? none);
    const own = merged[vertex] ?? none;
    if (own === none) continue;
    const stop = graph.offsets[vertex + 1] ?? 0;
    for (let edge = graph.offsets[vertex] ?? 0; edge < stop; edge += 1) {
      const target = graph.targets[edge] ?? 0;
      const seen = origin[target];
      origin[target] = seen === none || seen === own ? own : several;
    }
  }
  return merged;
}

interface Edges {
  readonly sources: Int32Array;
  readonly goals: Int32Array;
}

/** Edges that are left, each from the vertex its source was merged into. */
function edgesBetween({ graph, isDropped }: PlanWork, merged: Int32Array): Edges {
  const sources = new Int32Array(graph.targets.length);
  const goals = new Int32Array(graph.targets.length);
  let count = 0;
  for (let vertex = 0; vertex < graph.size; vertex += 1) {
    const source = merged[vertex] ?? none;
    if (source === none || isDropped[vertex >> 1] === 1) continue;
    const stop = graph.offsets[vertex + 1] ?? 0;
    for (let edge = graph.offsets[vertex] ?? 0; edge < stop; edge += 1) {
      const goal = graph.targets[edge] ?? 0;
      if (merged[goal] !== goal || isDropped[goal >> 1] === 1) continue;
      sources[count] = source;
      goals[count] = goal;
      count += 1;
    }
  }
  return { sources: sources.subarray(0, count), goals: goals.subarray(0, count) };
}

/** Going backward: a point with a single way out is where that leads; with none it means nothing. */
function mergeBackward(
  order: Int32Array,
  edges: Edges,
  isJobStart: Uint8Array,
  merged: Int32Array,
): Int32Array {
  const { offsets, targets } = compress(merged.length, edges.sources, edges.goals);
  const kept = new Int32Array(merged.length).fill(none);
  for (let at = order.length - 1; at >= 0; at -= 1) {
    const vertex = order[at] ?? 0;
    if (merged[vertex] !== vertex) continue;
    if (isJobStart[vertex] === 1) {
      kept[vertex] = vertex;
      continue;
    }
    let only = none;
    let isSingle = true;
    for (let edge = offsets[vertex] ?? 0; edge < (offsets[vertex + 1] ?? 0); edge += 1) {
      const goal = kept[targets[edge] ?? 0] ?? none;
      if (goal === none || goal === only) continue;
      if (only === none) only = goal;
      else isSingle = false;
    }
    kept[vertex] = isSingle ? only : vertex;
  }
  return kept;
}

function compress(size: number, sources: ArrayLike<number>, goals: ArrayLike<number>) {
  const offsets = new Int32Array(size + 1);
  const needs = new Int32Array(size);
  for (let at = 0; at < sources.length; at += 1) {
    const source = sources[at] ?? 0;
    const goal = goals[at] ?? 0;
    offsets[source + 1] = (offsets[source + 1] ?? 0) + 1;
    needs[goal] = (needs[goal] ?? 0) + 1;
  }
  for (let at = 0; at < size; at += 1) {
    offsets[at + 1] = (offsets[at + 1] ?? 0) + (offsets[at] ?? 0);
  }
  const next = offsets.slice(0, size);
  const targets = new Int32Array(sources.length);
  for (let at = 0; at < sources.length; at += 1) {
    const source = sources[at] ?? 0;
    const slot = next[source] ?? 0;
    targets[slot] = goals[at] ?? 0;
    next[source] = slot + 1;
  }
  return { offsets, targets, needs };
}
