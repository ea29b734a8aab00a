import type { PrecedenceGraph } from '../plan/precedence-graph.ts';

/** Earliest and latest starts, as if there were workers enough. Indexed by node; meant for leaves. */
export interface CriticalPath {
  /** Minutes from the first start to the last end. */
  readonly length: number;
  readonly earlyStart: Float64Array;
  readonly lateStart: Float64Array;
  /** Leaves of the longest chain, in order. Among chains of one length, the one with the smaller positions. */
  readonly chain: readonly number[];
}

export interface CriticalPathInput {
  /** Minutes of each node; 0 for what takes none and for nodes with children. */
  readonly minutes: Float64Array;
  /** All vertices, each after those that lead to it. */
  readonly order: Int32Array;
  /** 1 for nodes that are not there: edges to and from them order nothing. */
  readonly isDropped: Uint8Array;
}

/**
 * The critical path method: one pass forward for the earliest starts, one backward for the latest.
 * The difference is the slack; what has none is critical.
 */
export function criticalPath(graph: PrecedenceGraph, input: CriticalPathInput): CriticalPath {
  const { early, before } = forward(graph, input);
  let length = 0;
  let last = -1;
  for (let vertex = 1; vertex < graph.size; vertex += 2) {
    const at = early[vertex] ?? 0;
    if (at > length && isLeafEnd(before, vertex)) {
      length = at;
      last = vertex;
    }
  }
  const late = backward(graph, input, length);
  const count = graph.size / 2;
  const earlyStart = new Float64Array(count);
  const lateStart = new Float64Array(count);
  for (let node = 0; node < count; node += 1) {
    earlyStart[node] = early[2 * node] ?? 0;
    lateStart[node] = late[2 * node] ?? 0;
  }
  return { length, earlyStart, lateStart, chain: chainTo(last, before, input.minutes) };
}

/** A leaf's end is held back by its own start, a parent's by the end of a child. */
function isLeafEnd(before: Int32Array, end: number): boolean {
  return before[end] === end - 1;
}

function forward(graph: PrecedenceGraph, { minutes, order, isDropped }: CriticalPathInput) {
  const { offsets, targets } = graph;
  const early = new Float64Array(graph.size);
  const before = new Int32Array(graph.size).fill(-1);
  for (const vertex of order) {
    const node = vertex >> 1;
    if (isDropped[node] === 1) continue;
    const now = early[vertex] ?? 0;
    const isStart = (vertex & 1) === 0;
    const stop = offsets[vertex + 1] ?? 0;
    for (let edge = offsets[vertex] ?? 0; edge < stop; edge += 1) {
      const target = targets[edge] ?? 0;
      if (isDropped[target >> 1] === 1) continue;
      const then = isStart && target === vertex + 1 ? now + (minutes[node] ?? 0) : now;
      if (then > (early[target] ?? 0) || before[target] === -1) {
        early[target] = then;
        before[target] = vertex;
      }
    }
  }
  return { early, before };
}

function backward(
  graph: PrecedenceGraph,
  { minutes, order, isDropped }: CriticalPathInput,
  length: number,
): Float64Array {
  const { offsets, targets } = graph;
  const late = new Float64Array(graph.size).fill(length);
  for (let at = order.length - 1; at >= 0; at -= 1) {
    const vertex = order[at] ?? 0;
    const node = vertex >> 1;
    if (isDropped[node] === 1) continue;
    const isStart = (vertex & 1) === 0;
    let latest = length;
    const stop = offsets[vertex + 1] ?? 0;
    for (let edge = offsets[vertex] ?? 0; edge < stop; edge += 1) {
      const target = targets[edge] ?? 0;
      if (isDropped[target >> 1] === 1) continue;
      const takes = isStart && target === vertex + 1 ? (minutes[node] ?? 0) : 0;
      latest = Math.min(latest, (late[target] ?? 0) - takes);
    }
    late[vertex] = latest;
  }
  return late;
}

function chainTo(last: number, before: Int32Array, minutes: Float64Array): number[] {
  const chain: number[] = [];
  for (let vertex = last; vertex >= 0; vertex = before[vertex] ?? -1) {
    const node = vertex >> 1;
    const isEnd = (vertex & 1) === 1;
    if (isEnd && before[vertex] === vertex - 1 && (minutes[node] ?? 0) > 0) chain.push(node);
  }
  return chain.reverse();
}
