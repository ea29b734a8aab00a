import type { PlanDocument, PlanEdge, PlanNode, PlanNodeFields } from '@mosaic/contract';
import { childId, numberOf } from '../plan/node-id.ts';
import { childrenOf, indexPlan, type PlanIndex } from '../plan/plan-index.ts';
import { precedenceGraph } from '../plan/precedence-graph.ts';
import { type AtomicFacts, atomicFacts } from './atomic-facts.ts';

/**
 * A plan to which nodes and edges are being added. Positions are those of the plan's index; nodes
 * that were added come after them, whatever their ids.
 */
export interface GrownPlan {
  readonly source: PlanDocument;
  /** Nodes the plan had at first. */
  readonly sourceSize: number;
  readonly nodes: PlanNode[];
  readonly parent: number[];
  /** 0 for epics to 5 for atomics. */
  readonly levels: number[];
  readonly children: number[][];
  /** What each atomic is for; null at nodes above. */
  readonly facts: (AtomicFacts | null)[];
  readonly positions: Map<string, number>;
  readonly addedEdges: PlanEdge[];
  /** For each vertex of the precedence graph (2i start, 2i + 1 end) those that lead to it. */
  readonly before: number[][];
}

export function growPlan(source: PlanDocument): GrownPlan {
  const index = indexPlan(source);
  const levels = [...index.level];
  return {
    source,
    sourceSize: index.nodes.length,
    nodes: [...index.nodes],
    parent: [...index.parent],
    levels,
    children: index.nodes.map((_, at) => childrenOf(index, at)),
    facts: index.nodes.map((node, at) => (levels[at] === 5 ? atomicFacts(node) : null)),
    positions: new Map(index.positionOf),
    addedEdges: [],
    before: predecessors(index),
  };
}

/** Adds a child with the next free number; gives its position. */
export function addChild(plan: GrownPlan, above: number, fields: PlanNodeFields): number {
  const parentId = nodeAt(plan, above).id;
  const siblings = plan.children[above] ?? [];
  const node: PlanNode = {
    ...fields,
    id: childId(parentId, lastNumber(plan, above) + 1),
    parentId,
  };
  const at = plan.nodes.push(node) - 1;
  const level = (plan.levels[above] ?? 0) + 1;
  plan.parent.push(above);
  plan.levels.push(level);
  plan.facts.push(level === 5 ? atomicFacts(node) : null);
  plan.children.push([]);
  plan.positions.set(node.id, at);
  siblings.push(at);
  plan.before.push([2 * above], [2 * at]);
  plan.before[2 * above + 1]?.push(2 * at + 1);
  return at;
}

/** Adds a sequential edge. */
export function addEdge(plan: GrownPlan, from: number, to: number): PlanEdge {
  const ends = { from: nodeAt(plan, from).id, to: nodeAt(plan, to).id };
  const edge: PlanEdge = { ...ends, kind: 'sequential' };
  plan.addedEdges.push(edge);
  plan.before[2 * to]?.push(2 * from + 1);
  return edge;
}

/** Nodes of a level at or below a node, in the order of ids as far as these were there at first. */
export function levelBelow(plan: GrownPlan, position: number, level: number): number[] {
  const found: number[] = [];
  const open = [position];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (plan.levels[at] === level) found.push(at);
    // The first child is taken out first.
    else if ((plan.levels[at] ?? level) < level)
      open.push(...(plan.children[at] ?? []).toReversed());
  }
  return found;
}

/** Largest number among the children of a node; 0 where it has none. */
export function lastNumber({ nodes, children }: GrownPlan, position: number): number {
  const ids = (children[position] ?? []).map((child) => nodes[child]?.id ?? '');
  return Math.max(0, ...ids.map(numberOf));
}

export function nodeAt({ nodes }: GrownPlan, position: number): PlanNode {
  const node = nodes[position];
  if (node === undefined) throw new RangeError(`No node stands at ${position}.`);
  return node;
}

function predecessors(index: PlanIndex): number[][] {
  const { size, offsets, targets } = precedenceGraph(index);
  const before: number[][] = Array.from({ length: size }, () => []);
  for (let vertex = 0; vertex < size; vertex += 1) {
    for (let at = offsets[vertex] ?? 0; at < (offsets[vertex + 1] ?? 0); at += 1) {
      before[targets[at] ?? 0]?.push(vertex);
    }
  }
  return before;
}
