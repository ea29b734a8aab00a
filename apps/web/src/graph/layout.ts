export interface LayoutNode {
  id: string;
}

/** `to` comes after `from`. */
export interface LayoutEdge {
  from: string;
  to: string;
}

export interface LayoutOptions {
  width: number;
  height: number;
  /** Room between neighbours in one column, and between columns. */
  gapX: number;
  gapY: number;
  /** Nodes on top of each other before a layer continues in another column. */
  columnLength: number;
  /** Barycentre passes over all layers; each is linear in nodes and edges. */
  sweeps: number;
}

export interface Placed {
  id: string;
  x: number;
  y: number;
  layer: number;
}

const defaults: LayoutOptions = {
  width: 208,
  height: 64,
  gapX: 72,
  gapY: 16,
  columnLength: 12,
  sweeps: 4,
};

/**
 * Lays a dependency graph out in layers from left to right.
 *
 * The layer of a node is its longest path from a start, so that every edge of an
 * acyclic graph leads to the right; order within a layer follows the barycentre of
 * the neighbours. Long layers are folded into several columns. Edges that close a
 * cycle or name unknown nodes are ignored. The same input gives the same picture.
 */
export function layoutGraph(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  options: Partial<LayoutOptions> = {},
): Placed[] {
  const settings = { ...defaults, ...options };
  const graph = indexGraph(nodes, edges);
  const layers = assignLayers(graph);
  for (let sweep = 0; sweep < settings.sweeps; sweep += 1) {
    const isForward = sweep % 2 === 0;
    orderLayers(layers, isForward ? graph.before : graph.after, isForward);
  }
  return placeLayers(layers, graph.ids, settings);
}

interface Graph {
  ids: string[];
  /** Neighbours by index. */
  before: number[][];
  after: number[][];
}

function indexGraph(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Graph {
  const ids = [...new Set(nodes.map((node) => node.id))];
  const index = new Map(ids.map((id, position) => [id, position]));
  const before: number[][] = ids.map(() => []);
  const after: number[][] = ids.map(() => []);
  for (const edge of edges) {
    const from = index.get(edge.from);
    const to = index.get(edge.to);
    if (from === undefined || to === undefined || from === to) continue;
    after[from]?.push(to);
    before[to]?.push(from);
  }
  return { ids, before, after };
}

/** Kahn's order; when a cycle blocks it, the first waiting node goes ahead without its open edges. */
function assignLayers(graph: Graph): number[][] {
  const count = graph.ids.length;
  const layerOf = new Int32Array(count);
  const open = Int32Array.from(graph.before, (list) => list.length);
  const isDone = new Uint8Array(count);
  const queue: number[] = [];
  for (let node = 0; node < count; node += 1) if (open[node] === 0) queue.push(node);
  let nextBlocked = 0;
  for (let head = 0; head < count; head += 1) {
    if (head >= queue.length) {
      while (nextBlocked < count && isDone[nextBlocked] === 1) nextBlocked += 1;
      open[nextBlocked] = 0;
      queue.push(nextBlocked);
    }
    const node = queue[head] ?? 0;
    isDone[node] = 1;
    for (const next of graph.after[node] ?? []) {
      if (isDone[next] === 1 || open[next] === 0) continue;
      layerOf[next] = Math.max(layerOf[next] ?? 0, (layerOf[node] ?? 0) + 1);
      open[next] = (open[next] ?? 1) - 1;
      if (open[next] === 0) queue.push(next);
    }
  }
  const layers: number[][] = [];
  for (let node = 0; node < count; node += 1) {
    const layer = layerOf[node] ?? 0;
    while (layers.length <= layer) layers.push([]);
    layers[layer]?.push(node);
  }
  return layers.filter((layer) => layer.length > 0);
}

function orderLayers(layers: number[][], neighbours: number[][], isForward: boolean): void {
  const rank = new Map<number, number>();
  const order = isForward ? layers : layers.toReversed();
  for (const layer of order) {
    const weights = new Map<number, number>();
    layer.forEach((node, position) => {
      let sum = 0;
      let known = 0;
      for (const neighbour of neighbours[node] ?? []) {
        const at = rank.get(neighbour);
        if (at === undefined) continue;
        sum += at;
        known += 1;
      }
      weights.set(node, known === 0 ? relative(position, layer.length) : sum / known);
    });
    // The sort is stable: equals keep the order of the plan.
    layer.sort((a, b) => (weights.get(a) ?? 0) - (weights.get(b) ?? 0));
    layer.forEach((node, position) => {
      rank.set(node, relative(position, layer.length));
    });
  }
}

/** Position as a share of the layer, so that long and short layers compare. */
function relative(position: number, length: number): number {
  return (position + 0.5) / length;
}

function placeLayers(layers: number[][], ids: string[], settings: LayoutOptions): Placed[] {
  const rowStep = settings.height + settings.gapY;
  const rowsMax = Math.max(1, settings.columnLength);
  const tallest = Math.min(rowsMax, Math.max(0, ...layers.map((layer) => layer.length)));
  const placed: Placed[] = [];
  let x = 0;
  layers.forEach((layer, layerIndex) => {
    const columns = Math.ceil(layer.length / rowsMax);
    const rows = Math.ceil(layer.length / columns);
    const top = ((tallest - rows) * rowStep) / 2;
    layer.forEach((node, position) => {
      placed.push({
        id: ids[node] ?? '',
        x: x + Math.floor(position / rows) * (settings.width + settings.gapX / 3),
        y: top + (position % rows) * rowStep,
        layer: layerIndex,
      });
    });
    x += columns * settings.width + (columns - 1) * (settings.gapX / 3) + settings.gapX;
  });
  return placed;
}
