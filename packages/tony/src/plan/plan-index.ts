import type { PlanDocument, PlanNode } from '@mosaic/contract';
import { keyTable } from './key-table.ts';
import { orderKey } from './node-id.ts';

/** A document indexed for walking: nodes in id order are in pre-order, so a subtree is the range `[i, end[i])`. */
export interface PlanIndex {
  /** The document with its nodes in id order; the one given where it was in order. */
  readonly document: PlanDocument;
  readonly nodes: readonly PlanNode[];
  /** Where a node stands; the first one where an id was given twice. Made when first asked for. */
  readonly positionOf: ReadonlyMap<string, number>;
  /** The same for one id, without making the map; -1 where there is no such node. */
  readonly find: (id: string) => number;
  /** 0 epic … 5 atomic; 255 for what is no id of a plan. */
  readonly level: Uint8Array;
  /** The nearest node above that is there; -1 for roots. */
  readonly parent: Int32Array;
  /** Exclusive end of the subtree. */
  readonly end: Int32Array;
}

/** {@link PlanIndex.level} of a node whose id is no id of a plan. */
export const unknownLevel = 255;

/**
 * Indexes a document by the ids of its nodes; `parentId` is not looked at.
 *
 * Never throws on a bad plan: second nodes of an id and nodes with malformed ids come last,
 * each on its own without parent and children, and a node whose parent is missing hangs below
 * the nearest node above that is there. `compilePlan` tells about all of these.
 */
export function indexPlan(document: PlanDocument): PlanIndex {
  const { nodes, keys } = inIdOrder(document.nodes);
  const size = nodes.length;
  const level = new Uint8Array(size);
  const parent = new Int32Array(size).fill(-1);
  const end = new Int32Array(size);
  const open = new Int32Array(8);
  let depth = 0;
  for (let at = 0; at < size; at += 1) {
    const id = nodes[at]?.id ?? '';
    const key = keys[at] ?? Number.POSITIVE_INFINITY;
    const isPlaced = Number.isFinite(key);
    level[at] = levelAt(id, key);
    while (depth > 0 && !(isPlaced && isKeyBelow(key, keys[open[depth - 1] ?? 0] ?? 0))) {
      depth -= 1;
      end[open[depth] ?? 0] = at;
    }
    if (depth > 0) parent[at] = open[depth - 1] ?? -1;
    end[at] = at + 1;
    if (isPlaced) {
      open[depth] = at;
      depth += 1;
    }
  }
  while (depth > 0) {
    depth -= 1;
    end[open[depth] ?? 0] = size;
  }
  const ordered = nodes === document.nodes ? document : { ...document, nodes: [...nodes] };
  const lookup = lookups(nodes, keys);
  return {
    document: ordered,
    nodes,
    level,
    parent,
    end,
    find: lookup.find,
    get positionOf() {
      return lookup.all();
    },
  };
}

/** The map of all ids costs more than the rest of the index, and few need it. */
function lookups(nodes: readonly PlanNode[], keys: Float64Array) {
  let positions: Map<string, number> | null = null;
  const all = (): ReadonlyMap<string, number> => {
    if (positions !== null) return positions;
    positions = new Map();
    for (let at = nodes.length - 1; at >= 0; at -= 1) positions.set(nodes[at]?.id ?? '', at);
    return positions;
  };
  const table = keyTable(keys);
  const find = (id: string): number => {
    const key = orderKey(id);
    return Number.isNaN(key) ? (all().get(id) ?? -1) : table.find(key);
  };
  return { all, find };
}

/** Positions of the children of a node, in order; of the roots for -1. */
export function childrenOf(index: PlanIndex, position: number): number[] {
  const children: number[] = [];
  const stop = position < 0 ? index.nodes.length : (index.end[position] ?? 0);
  for (let at = position + 1; at < stop; at = index.end[at] ?? stop) children.push(at);
  return children;
}

/** Whether nothing stands below a node. */
export function isLeaf(index: PlanIndex, position: number): boolean {
  return index.end[position] === position + 1;
}

/** Ids from the epic down to a node. */
export function pathTo(index: PlanIndex, position: number): string[] {
  const path: string[] = [];
  for (let at = position; at >= 0; at = index.parent[at] ?? -1) {
    const node = index.nodes[at];
    if (node !== undefined) path.unshift(node.id);
  }
  return path;
}

/** Keys are infinite for nodes that stand for themselves: malformed ids, and ids given twice. */
function inIdOrder(given: readonly PlanNode[]): {
  nodes: readonly PlanNode[];
  keys: Float64Array;
} {
  const keys = new Float64Array(given.length);
  let isOrdered = true;
  let last = -1;
  for (let at = 0; at < given.length; at += 1) {
    const key = orderKey(given[at]?.id ?? '');
    keys[at] = Number.isNaN(key) ? Number.POSITIVE_INFINITY : key;
    if (!(key > last)) isOrdered = false;
    last = key;
  }
  if (isOrdered) return { nodes: given, keys };
  const seen = new Set<number>();
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] ?? 0;
    if (seen.has(key)) keys[at] = Number.POSITIVE_INFINITY;
    seen.add(key);
  }
  const order = Array.from(keys, (key, at) => ({ key, at })).sort((a, b) =>
    a.key === b.key ? a.at - b.at : a.key < b.key ? -1 : 1,
  );
  const nodes: PlanNode[] = [];
  for (const { at } of order) {
    const node = given[at];
    if (node !== undefined) nodes.push(node);
  }
  return { nodes, keys: Float64Array.from(order, ({ key }) => key) };
}

function levelAt(id: string, key: number): number {
  const own = Number.isFinite(key) ? key : orderKey(id);
  return Number.isNaN(own) ? unknownLevel : own % 8;
}

/** Spans of the keys below a node of each level. */
const spans = [1e10, 1e8, 1e6, 1e4, 1e2, 1].map((scale) => scale * 8);

function isKeyBelow(key: number, above: number): boolean {
  const aboveLevel = above % 8;
  return key % 8 > aboveLevel && key - (above - aboveLevel) < (spans[aboveLevel] ?? 0);
}
