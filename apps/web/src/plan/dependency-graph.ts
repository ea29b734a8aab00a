import type { PlanEdge } from '@mosaic/contract';
import { childrenOf, isLeaf, levelNumber, type Outline } from './outline.ts';

/** A node of the plan in the picture: a leaf, or one that stands for all below it. */
export interface PlanBox {
  kind: 'box';
  id: string;
  position: number;
  /** Leaves it stands for; 1 for a leaf. */
  leaves: number;
}

/** A point all of `ofId` leads to before what waits for it begins. */
export interface Junction {
  kind: 'junction';
  id: string;
  ofId: string;
}

export interface PlanArrow {
  id: string;
  from: string;
  to: string;
  kind: PlanEdge['kind'];
  when: PlanEdge['when'];
  /** Edges of the plan it stands for; more than one where nodes are folded. */
  edges: PlanEdge[];
}

export interface DependencyGraph {
  nodes: (PlanBox | Junction)[];
  arrows: PlanArrow[];
  /** True when leaves are drawn as the node above them. */
  isFolded: boolean;
}

interface DependencyOptions {
  /** Boxes drawn at most before leaves are folded into their feature, and these into their epic. */
  nodesMax: number;
  /** Node that is unfolded though the plan is large. */
  openId?: string | undefined;
}

/** Arrows drawn one by one between two groups though a junction would need fewer. */
const directMax = 4;

/** The plan as a picture of what waits for what. */
export function dependencyGraph(
  outline: Outline,
  edges: readonly PlanEdge[],
  { nodesMax, openId }: DependencyOptions,
): DependencyGraph {
  const boxes = chooseBoxes(outline, nodesMax, openId);
  const boxOf = new Int32Array(outline.nodes.length).fill(-1);
  for (const box of boxes) boxOf.fill(box, box, outline.end[box]);
  const nodes = new Map<string, PlanBox | Junction>();
  for (const position of boxes) {
    const id = idAt(outline, position);
    nodes.set(id, { kind: 'box', id, position, leaves: outline.leaves[position] ?? 1 });
  }
  const draw: Drawing = {
    outline,
    boxOf,
    nodes,
    arrows: new Map(),
    next: new Map(),
    previous: new Map(),
  };
  // From the leaves up: an edge of a group begins where the edges inside of it end.
  const depth = (edge: PlanEdge) => Math.min(levelNumber(edge.from), levelNumber(edge.to));
  for (const edge of edges.toSorted((a, b) => depth(b) - depth(a))) drawEdge(draw, edge);
  return {
    nodes: [...nodes.values()],
    arrows: [...draw.arrows.values()],
    isFolded: boxes.some((position) => !isLeaf(outline, position)),
  };
}

/** Positions of the boxes, in order; together they cover every leaf once. */
function chooseBoxes(outline: Outline, nodesMax: number, openId: string | undefined): number[] {
  const leafCount = childrenOf(outline, -1).reduce((sum, at) => sum + (outline.leaves[at] ?? 0), 0);
  if (leafCount <= nodesMax) return cut(outline, () => true);
  const byFeature = cut(outline, (position) => (outline.level[position] ?? 0) < 1);
  const byEpic = childrenOf(outline, -1);
  const open = outline.positionOf.get(openId ?? '') ?? -1;
  const way = new Set<number>();
  for (let at = open; at >= 0; at = outline.parent[at] ?? -1) way.add(at);
  const base = byFeature.length <= nodesMax ? 1 : 0;
  const closed = base === 1 ? byFeature.length : byEpic.length;
  const isRoomy = open >= 0 && closed + (outline.leaves[open] ?? 0) <= nodesMax;
  return cut(outline, (position) => {
    if ((outline.level[position] ?? 0) < base || way.has(position)) return true;
    return isRoomy && position > open && position < (outline.end[open] ?? 0);
  });
}

/** Walks down where `isOpen` says so and stops at leaves. */
function cut(outline: Outline, isOpen: (position: number) => boolean): number[] {
  const boxes: number[] = [];
  for (let at = 0; at < outline.nodes.length; ) {
    if (isLeaf(outline, at) || !isOpen(at)) {
      boxes.push(at);
      at = outline.end[at] ?? outline.nodes.length;
    } else {
      at += 1;
    }
  }
  return boxes;
}

interface Drawing {
  outline: Outline;
  /** Box that stands for each position; -1 above the boxes. */
  boxOf: Int32Array;
  nodes: Map<string, PlanBox | Junction>;
  arrows: Map<string, PlanArrow>;
  /** By box, positions of what comes after it, and before it, by the edges drawn so far. */
  next: Map<number, number[]>;
  previous: Map<number, number[]>;
}

function drawEdge(draw: Drawing, edge: PlanEdge): void {
  const { outline, nodes } = draw;
  const from = outline.positionOf.get(edge.from);
  const to = outline.positionOf.get(edge.to);
  if (from === undefined || to === undefined) return;
  const isOrder = edge.kind === 'sequential' || edge.kind === 'conditional';
  const sources = boxesOf(draw, from, isOrder ? draw.next : null);
  const targets = boxesOf(draw, to, isOrder ? draw.previous : null);
  if (isOrder) {
    for (const source of sources) remember(draw.next, source, to);
    for (const target of targets) remember(draw.previous, target, from);
  }
  const isDirect =
    sources.length * targets.length <= Math.max(directMax, sources.length + targets.length);
  if (isDirect) {
    for (const source of sources) {
      for (const target of targets) {
        addArrow(draw, idAt(outline, source), idAt(outline, target), edge);
      }
    }
    return;
  }
  // Many to many is drawn as many to one to many.
  const junction = `${edge.kind} ${edge.from}`;
  nodes.set(junction, { kind: 'junction', id: junction, ofId: edge.from });
  for (const source of sources) addArrow(draw, idAt(outline, source), junction, edge);
  for (const target of targets) addArrow(draw, junction, idAt(outline, target), edge);
}

/** Boxes a node stands for; of a group those alone whose neighbours by `along` all lie outside. */
function boxesOf(
  { outline, boxOf }: Drawing,
  position: number,
  along: ReadonlyMap<number, number[]> | null,
): number[] {
  const own = boxOf[position] ?? -1;
  if (own >= 0) return [own];
  const stop = outline.end[position] ?? position;
  const boxes: number[] = [];
  for (let at = position + 1; at < stop; ) {
    const box = boxOf[at] ?? -1;
    if (box >= 0) boxes.push(box);
    at = box >= 0 ? (outline.end[box] ?? stop) : at + 1;
  }
  const outer = boxes.filter((box) =>
    (along?.get(box) ?? []).every((other) => other < position || other >= stop),
  );
  return outer.length === 0 ? boxes : outer;
}

function remember(known: Map<number, number[]>, box: number, other: number): void {
  const list = known.get(box);
  if (list === undefined) known.set(box, [other]);
  else list.push(other);
}

function addArrow({ arrows }: Drawing, from: string, to: string, edge: PlanEdge): void {
  if (from === to) return;
  const id = `${from}>${to}>${edge.kind}${edge.when ?? ''}`;
  const known = arrows.get(id);
  if (known === undefined) {
    arrows.set(id, { id, from, to, kind: edge.kind, when: edge.when, edges: [edge] });
  } else {
    known.edges.push(edge);
  }
}

function idAt({ nodes }: Outline, position: number): string {
  return nodes[position]?.id ?? '';
}
