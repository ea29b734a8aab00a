import { type LayeredGraph, type LayeredOptions, layeredLayout } from './layered-layout.ts';

export interface LayoutNode {
  id: string;
}

/** `to` comes after `from`. */
export interface LayoutEdge {
  from: string;
  to: string;
}

export interface Placed {
  id: string;
  x: number;
  y: number;
  layer: number;
}

/** The layered layout, for nodes that have names. Edges that name unknown nodes are ignored. */
export function layoutGraph(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  options: Partial<LayeredOptions> = {},
): Placed[] {
  const ids = [...new Set(nodes.map((node) => node.id))];
  const { x, y, layer } = layeredLayout(toNumbers(ids, edges), options);
  return ids.map((id, node) => ({
    id,
    x: x[node] ?? 0,
    y: y[node] ?? 0,
    layer: layer[node] ?? 0,
  }));
}

/** Ids become their positions; edges to nowhere and to oneself are left out. */
export function toNumbers(ids: readonly string[], edges: readonly LayoutEdge[]): LayeredGraph {
  const position = new Map(ids.map((id, index) => [id, index]));
  const from: number[] = [];
  const to: number[] = [];
  for (const edge of edges) {
    const a = position.get(edge.from);
    const b = position.get(edge.to);
    if (a === undefined || b === undefined || a === b) continue;
    from.push(a);
    to.push(b);
  }
  return { count: ids.length, from: Int32Array.from(from), to: Int32Array.from(to) };
}
