import { MosaicError } from '@mosaic/contract';
import { isLeaf, type PlanIndex } from '../plan/plan-index.ts';
import { type PrecedenceGraph, precedenceGraph } from '../plan/precedence-graph.ts';
import { topologicalOrder } from '../plan/topological-order.ts';
import { type Branch, branchesOf, type NodeOutcome, skipBranches } from './leave-out.ts';

/** A leaf that is over. */
export interface FinishedNode {
  /** Minutes it took; 0 for what was skipped. */
  readonly minutes: number;
  /** Tokens it used; null where unknown. */
  readonly tokens: number | null;
  readonly outcome: 'done' | 'failed' | 'deferred' | 'skipped';
}

/** What of a plan is done, under way or not to be done at all; by id. */
export interface PlanState {
  readonly finished?: ReadonlyMap<string, FinishedNode> | undefined;
  /** Minutes spent so far on leaves that are under way. */
  readonly started?: ReadonlyMap<string, number> | undefined;
  /** Nodes taken out of the plan with all below them, as if they and their edges were not there. */
  readonly without?: ReadonlySet<string> | undefined;
}

/** What a node is to a schedule. */
export const role = { inner: 0, open: 1, finished: 2, skipped: 3, dropped: 4 } as const;

/** A plan made ready for scheduling. All arrays are indexed by position. */
export interface PlanWork {
  readonly index: PlanIndex;
  readonly graph: PrecedenceGraph;
  readonly order: Int32Array;
  readonly roles: Uint8Array;
  /** 1 for nodes taken out; the same as their role, in the form the passes want. */
  readonly isDropped: Uint8Array;
  readonly branches: readonly Branch[];
  /** How a node ended where that is known, else null. */
  readonly knownOutcome: (position: number) => NodeOutcome | null;
  readonly finished: ReadonlyMap<string, FinishedNode>;
  readonly started: ReadonlyMap<string, number>;
}

/**
 * Decides what each node is to a schedule.
 *
 * Of conditional edges the expected branch is taken: sources that are not over are thought to end
 * well. What is skipped keeps its place in the order and takes no time, because what follows it
 * still has to wait until it is known to be skipped. What is in `without` is gone, and so are its edges.
 *
 * Throws `precondition_failed` when the plan has a cycle.
 */
export function planWork(index: PlanIndex, state: PlanState = {}): PlanWork {
  const graph = precedenceGraph(index);
  const { order } = topologicalOrder(graph);
  if (order.length < graph.size) {
    throw new MosaicError(
      'precondition_failed',
      'The plan has a cycle, so nothing can be said about when it is done. Check the plan to see the cycle.',
    );
  }
  const { finished = new Map(), started = new Map() } = state;
  const isDropped = droppedNodes(index, state.without);
  const knownOutcome = createOutcomes(index, finished, isDropped);
  const branches = branchesOf(index, order);
  const isSkipped = new Uint8Array(index.nodes.length);
  skipBranches(index, branches, (position) => knownOutcome(position) ?? 'done', isSkipped);
  const roles = new Uint8Array(index.nodes.length);
  for (const [position, node] of index.nodes.entries()) {
    if (isDropped[position] === 1) roles[position] = role.dropped;
    else if (!isLeaf(index, position)) roles[position] = role.inner;
    else if (finished.has(node.id)) roles[position] = role.finished;
    else roles[position] = isSkipped[position] === 1 ? role.skipped : role.open;
  }
  return { index, graph, order, roles, isDropped, branches, knownOutcome, finished, started };
}

function droppedNodes(index: PlanIndex, without: ReadonlySet<string> = new Set()): Uint8Array {
  const isDropped = new Uint8Array(index.nodes.length);
  for (const id of without) {
    const position = index.positionOf.get(id);
    if (position !== undefined) isDropped.fill(1, position, index.end[position]);
  }
  return isDropped;
}

/** A node with children is known to have failed with the first below it, and done with the last. */
export function createOutcomes(
  index: PlanIndex,
  finished: ReadonlyMap<string, FinishedNode>,
  isDropped: Uint8Array,
): (position: number) => NodeOutcome | null {
  return (position) => {
    if (isDropped[position] === 1) return 'done';
    let isOver = true;
    for (let at = position; at < (index.end[position] ?? 0); at += 1) {
      if (!isLeaf(index, at)) continue;
      const end = finished.get(index.nodes[at]?.id ?? '');
      if (end?.outcome === 'failed' || end?.outcome === 'deferred') return 'failed';
      if (end === undefined) isOver = false;
    }
    return isOver ? 'done' : null;
  };
}
