import { type PlanDocument, type PlanNode, planLevels, planPrefixes } from '@mosaic/contract';

/**
 * The tree of a plan, for walking. The hub gives nodes in the order of their ids, which is
 * pre-order: a subtree is the range from a node up to, not including, its `end`.
 */
export interface Outline {
  nodes: readonly PlanNode[];
  positionOf: ReadonlyMap<string, number>;
  /** 0 for an epic to 5 for an atomic. */
  level: Uint8Array;
  /** -1 for epics. */
  parent: Int32Array;
  end: Int32Array;
  /** Nodes without children at or below each node. */
  leaves: Int32Array;
  /** Minutes of work estimated at or below each node; leaves without an estimate count nothing. */
  minutes: Float64Array;
}

const levelOfPrefix = new Map(planLevels.map((level, number) => [planPrefixes[level], number]));

/** Level of an id as a number from 0; what is no id of a plan counts as an epic. */
export function levelNumber(id: string): number {
  const prefix = id.slice(0, Math.max(0, id.indexOf('.')));
  return levelOfPrefix.get(prefix as (typeof planPrefixes)[keyof typeof planPrefixes]) ?? 0;
}

export function outlineOf(document: Pick<PlanDocument, 'nodes'>): Outline {
  const { nodes } = document;
  const positionOf = new Map<string, number>();
  const level = new Uint8Array(nodes.length);
  const parent = new Int32Array(nodes.length);
  const end = new Int32Array(nodes.length);
  const leaves = new Int32Array(nodes.length);
  const minutes = new Float64Array(nodes.length);
  nodes.forEach((node, position) => {
    positionOf.set(node.id, position);
    level[position] = levelNumber(node.id);
    parent[position] = node.parentId === null ? -1 : (positionOf.get(node.parentId) ?? -1);
    end[position] = position + 1;
  });
  for (let position = nodes.length - 1; position >= 0; position -= 1) {
    if (leaves[position] === 0) {
      leaves[position] = 1;
      minutes[position] = nodes[position]?.estimate?.minutes ?? 0;
    }
    const above = parent[position] ?? -1;
    if (above < 0) continue;
    end[above] = Math.max(end[above] ?? 0, end[position] ?? 0);
    leaves[above] = (leaves[above] ?? 0) + (leaves[position] ?? 0);
    minutes[above] = (minutes[above] ?? 0) + (minutes[position] ?? 0);
  }
  return { nodes, positionOf, level, parent, end, leaves, minutes };
}

/** Positions of the children of a node, or of the epics for -1. */
export function childrenOf({ nodes, end }: Outline, position: number): number[] {
  const children: number[] = [];
  const stop = position < 0 ? nodes.length : (end[position] ?? 0);
  for (let at = position + 1; at < stop; at = end[at] ?? stop) children.push(at);
  return children;
}

export function isLeaf({ end }: Outline, position: number): boolean {
  return end[position] === position + 1;
}

/** Ids from the epic down to the parent of a node. */
export function idsAbove({ nodes, parent, positionOf }: Outline, id: string): string[] {
  const ids: string[] = [];
  let at = parent[positionOf.get(id) ?? -1] ?? -1;
  while (at >= 0) {
    ids.unshift(nodes[at]?.id ?? '');
    at = parent[at] ?? -1;
  }
  return ids;
}
