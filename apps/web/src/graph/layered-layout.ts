import { type Lists, listsOf } from './lists.ts';

/** Nodes are the numbers below `count`; edge `i` leads from `from[i]` to `to[i]`. */
export interface LayeredGraph {
  count: number;
  from: Int32Array;
  to: Int32Array;
  /** By node, where they differ from the width of the options; a column is as wide as its widest. */
  widths?: Float64Array;
}

export interface LayeredOptions {
  width: number;
  height: number;
  /** Room between neighbours in one column, and between columns. */
  gapX: number;
  gapY: number;
  /** Nodes on top of each other before a layer continues in another column. */
  columnLength: number;
  /** Barycentre passes over all layers; each is linear in nodes and edges, but for sorting. */
  sweeps: number;
}

/** Left upper corners by node. */
export interface LayeredPlaces {
  x: Float64Array;
  y: Float64Array;
  layer: Int32Array;
}

export const layeredDefaults: LayeredOptions = {
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
 * The layer of a node is its longest path from a start, so that every edge of an acyclic graph
 * leads to the right; order within a layer follows the barycentre of the neighbours, and height
 * the neighbours' own as far as there is room. Long layers are folded into several columns.
 * Edges that close a cycle, and edges from a node to itself, do not count. The same input gives
 * the same picture. Thousands of nodes take milliseconds: numbers in typed arrays, no objects.
 */
export function layeredLayout(
  graph: LayeredGraph,
  options: Partial<LayeredOptions> = {},
): LayeredPlaces {
  const settings = { ...layeredDefaults, ...options };
  const after = listsOf(graph.count, graph.from, graph.to);
  const before = listsOf(graph.count, graph.to, graph.from);
  const layer = assignLayers(graph.count, before, after);
  const layers = groupByLayer(graph.count, layer);
  for (let sweep = 0; sweep < settings.sweeps; sweep += 1) {
    const isForward = sweep % 2 === 0;
    orderLayers(layers, isForward ? before : after, isForward);
  }
  const widthOf = (node: number) => graph.widths?.[node] ?? settings.width;
  const columns = foldLayers(layers, settings, widthOf);
  return { ...placeColumns(graph.count, columns, { before, after, widthOf }, settings), layer };
}

/** Kahn's order; when a cycle blocks it, the first waiting node goes ahead without its open edges. */
function assignLayers(count: number, before: Lists, after: Lists): Int32Array {
  const layerOf = new Int32Array(count);
  const open = new Int32Array(count);
  const isDone = new Uint8Array(count);
  const queue = new Int32Array(count);
  let queued = 0;
  for (let node = 0; node < count; node += 1) {
    open[node] = at(before.start, node + 1) - at(before.start, node);
    if (open[node] === 0) queue[queued++] = node;
  }
  let nextBlocked = 0;
  for (let head = 0; head < count; head += 1) {
    if (head >= queued) {
      while (isDone[nextBlocked] === 1) nextBlocked += 1;
      open[nextBlocked] = 0;
      queue[queued++] = nextBlocked;
    }
    const node = at(queue, head);
    isDone[node] = 1;
    for (let i = at(after.start, node); i < at(after.start, node + 1); i += 1) {
      const next = at(after.items, i);
      if (isDone[next] === 1 || open[next] === 0) continue;
      layerOf[next] = Math.max(at(layerOf, next), at(layerOf, node) + 1);
      open[next] = at(open, next) - 1;
      if (open[next] === 0) queue[queued++] = next;
    }
  }
  return layerOf;
}

/** Nodes layer by layer; `order` is what the sweeps rearrange within each layer. */
interface Layers {
  start: Int32Array;
  order: Int32Array;
  count: number;
}

function groupByLayer(count: number, layerOf: Int32Array): Layers {
  let layers = 0;
  for (const layer of layerOf) layers = Math.max(layers, layer + 1);
  const nodes = Int32Array.from({ length: count }, (_, node) => node);
  const { start, items } = listsOf(layers, layerOf, nodes);
  return { start, order: items, count: layers };
}

function orderLayers(layers: Layers, neighbours: Lists, isForward: boolean): void {
  const { order, start } = layers;
  const rank = new Float64Array(order.length).fill(Number.NaN);
  const weight = new Float64Array(order.length);
  for (let step = 0; step < layers.count; step += 1) {
    const layer = isForward ? step : layers.count - 1 - step;
    const first = at(start, layer);
    const own = order.subarray(first, at(start, layer + 1));
    for (let place = 0; place < own.length; place += 1) {
      const node = at(own, place);
      const mean = meanOf(neighbours, node, rank);
      weight[node] = Number.isNaN(mean) ? (place + 0.5) / own.length : mean;
    }
    // The sort is stable: equals keep the order they came in.
    own.sort((a, b) => at(weight, a) - at(weight, b));
    // As a share of the layer, so that long and short layers compare.
    for (let place = 0; place < own.length; place += 1) {
      rank[at(own, place)] = (place + 0.5) / own.length;
    }
  }
}

/** Mean over the neighbours whose value is known; NaN stands for unknown. */
function meanOf(neighbours: Lists, node: number, values: Float64Array): number {
  let sum = 0;
  let known = 0;
  for (let i = at(neighbours.start, node); i < at(neighbours.start, node + 1); i += 1) {
    const value = at(values, at(neighbours.items, i));
    if (Number.isNaN(value)) continue;
    sum += value;
    known += 1;
  }
  return sum / known;
}

interface Column {
  nodes: Int32Array;
  x: number;
  width: number;
}

function foldLayers(
  layers: Layers,
  settings: LayeredOptions,
  widthOf: (node: number) => number,
): Column[] {
  const rowsMax = Math.max(1, settings.columnLength);
  const columns: Column[] = [];
  let x = 0;
  for (let layer = 0; layer < layers.count; layer += 1) {
    const own = layers.order.subarray(at(layers.start, layer), at(layers.start, layer + 1));
    const rows = Math.ceil(own.length / Math.ceil(own.length / rowsMax));
    for (let first = 0; first < own.length; first += rows) {
      const nodes = own.subarray(first, first + rows);
      let width = 0;
      for (const node of nodes) width = Math.max(width, widthOf(node));
      columns.push({ nodes, x, width });
      x += width + (first + rows < own.length ? settings.gapX / 3 : settings.gapX);
    }
  }
  return columns;
}

/**
 * Heights: each column starts centred, then follows what comes before it and what comes after,
 * as close to the mean of the neighbours as order and room allow.
 */
function placeColumns(
  count: number,
  columns: readonly Column[],
  { before, after, widthOf }: { before: Lists; after: Lists; widthOf: (node: number) => number },
  settings: LayeredOptions,
): { x: Float64Array; y: Float64Array } {
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  const step = settings.height + settings.gapY;
  let tallest = 0;
  for (const { nodes } of columns) tallest = Math.max(tallest, nodes.length);
  for (const column of columns) {
    const top = ((tallest - column.nodes.length) * step) / 2;
    column.nodes.forEach((node, row) => {
      x[node] = column.x + (column.width - widthOf(node)) / 2;
      y[node] = top + row * step;
    });
  }
  for (const column of columns) alignColumn(column.nodes, before, y, step);
  for (const column of columns.toReversed()) alignColumn(column.nodes, after, y, step);
  let top = Number.POSITIVE_INFINITY;
  for (const each of y) top = Math.min(top, each);
  for (const { nodes } of columns) roundColumn(nodes, y, top, step);
  return { x, y };
}

/**
 * Whole pixels keep lines crisp. Neighbours exactly a step apart may be rounded differently, since
 * their places come out of divisions: the lower one gives way.
 */
function roundColumn(nodes: Int32Array, y: Float64Array, top: number, step: number): void {
  let least = 0;
  for (const node of nodes) {
    y[node] = Math.max(least, Math.round(at(y, node) - top));
    least = at(y, node) + step;
  }
}

/**
 * Moves the nodes of a column to where their neighbours are, keeping their order and at least
 * `step` apart, with the least squared distance: pooling of neighbours that would collide.
 */
function alignColumn(nodes: Int32Array, neighbours: Lists, y: Float64Array, step: number): void {
  const { length } = nodes;
  const mean = new Float64Array(length);
  const size = new Int32Array(length);
  let pools = 0;
  for (let row = 0; row < length; row += 1) {
    const node = at(nodes, row);
    const met = meanOf(neighbours, node, y);
    const wanted = Number.isNaN(met) ? at(y, node) : met;
    mean[pools] = wanted - row * step;
    size[pools] = 1;
    pools += 1;
    while (pools > 1 && at(mean, pools - 2) >= at(mean, pools - 1)) {
      const a = at(size, pools - 2);
      const b = at(size, pools - 1);
      mean[pools - 2] = (at(mean, pools - 2) * a + at(mean, pools - 1) * b) / (a + b);
      size[pools - 2] = a + b;
      pools -= 1;
    }
  }
  let row = 0;
  for (let pool = 0; pool < pools; pool += 1) {
    for (let member = 0; member < at(size, pool); member += 1) {
      y[at(nodes, row)] = at(mean, pool) + row * step;
      row += 1;
    }
  }
}

/** Element of an array that has it. */
function at(values: Int32Array | Float64Array, index: number): number {
  return values[index] ?? 0;
}
