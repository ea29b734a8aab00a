import {
  isOrdering,
  isWithin,
  type PlanIndex,
  type PrecedenceGraph,
  strongComponents,
  topologicalOrder,
} from '@tony/core/planning';

const epicLevel = 0;
const featureLevel = 1;

/**
 * Groups the features of a plan into phases, which a mission does strictly one after the other.
 *
 * A feature comes in the first phase in which all it waits for is in earlier ones, so features
 * that do not wait for each other share a phase and go side by side. Features that wait for parts
 * of each other share one too. Gives the number of the phase, from 1, by the position of the feature.
 */
export function featurePhases(index: PlanIndex): ReadonlyMap<number, number> {
  const places = placesOf(index);
  const whole = featureGraph(index, places);
  const { group, weights } = condense(whole, places);
  const graph = grouped(whole, group, weights.length);
  const levels = new Int32Array(weights.length);
  for (const vertex of topologicalOrder(graph).order) {
    const level = (levels[vertex] ?? 0) + (weights[vertex] ?? 0);
    for (const target of targetsOf(graph, vertex)) {
      levels[target] = Math.max(levels[target] ?? 0, level);
    }
  }
  const levelOf = (feature: number) => levels[group[places.vertexOf(feature)] ?? 0] ?? 0;
  // Levels may have gaps where an epic has nothing to do.
  const used = [...new Set(places.features.map(levelOf))].sort((left, right) => left - right);
  const phaseOf = new Map(used.map((level, at) => [level, at + 1]));
  return new Map(places.features.map((feature) => [feature, phaseOf.get(levelOf(feature)) ?? 1]));
}

/** Vertices: each feature is one, each epic two, its start and its end. */
interface Places {
  readonly features: readonly number[];
  readonly epics: readonly number[];
  readonly size: number;
  vertexOf(feature: number): number;
  startOf(epic: number): number;
}

function placesOf(index: PlanIndex): Places {
  const at = (level: number) =>
    [...index.level.keys()].filter((position) => index.level[position] === level);
  const features = at(featureLevel);
  const epics = at(epicLevel);
  const vertices = new Map(features.map((feature, vertex) => [feature, vertex]));
  const starts = new Map(epics.map((epic, each) => [epic, features.length + 2 * each]));
  return {
    features,
    epics,
    size: features.length + 2 * epics.length,
    vertexOf: (feature) => vertices.get(feature) ?? 0,
    startOf: (epic) => starts.get(epic) ?? 0,
  };
}

function featureGraph(index: PlanIndex, places: Places): PrecedenceGraph {
  const pairs: [number, number][] = [];
  for (const feature of places.features) {
    const epic = places.epics.find((each) => isWithin(index, feature, each));
    if (epic === undefined) continue;
    pairs.push([places.startOf(epic), places.vertexOf(feature)]);
    pairs.push([places.vertexOf(feature), places.startOf(epic) + 1]);
  }
  for (const edge of index.document.edges) {
    const [from, to] = [index.positionOf.get(edge.from), index.positionOf.get(edge.to)];
    if (!isOrdering(edge) || from === undefined || to === undefined) continue;
    const source = endVertex(index, places, from);
    const target = startVertex(index, places, to);
    if (source !== target) pairs.push([source, target]);
  }
  return graphOf(places.size, pairs);
}

function endVertex(index: PlanIndex, places: Places, position: number): number {
  const feature = featureOf(index, position);
  return feature === null ? places.startOf(position) + 1 : places.vertexOf(feature);
}

function startVertex(index: PlanIndex, places: Places, position: number): number {
  const feature = featureOf(index, position);
  return feature === null ? places.startOf(position) : places.vertexOf(feature);
}

/** The feature at or above a node; null for an epic. */
export function featureOf(index: PlanIndex, position: number): number | null {
  let at = position;
  while (at >= 0 && index.level[at] !== featureLevel) at = index.parent[at] ?? -1;
  return at < 0 ? null : at;
}

/** Vertices that reach each other become one; a group weighs 1 when it has a feature. */
function condense(graph: PrecedenceGraph, places: Places) {
  const group = Int32Array.from({ length: graph.size }, (_, vertex) => vertex);
  for (const component of strongComponents(graph, new Uint8Array(graph.size).fill(1))) {
    const first = Math.min(...component);
    for (const vertex of component) group[vertex] = first;
  }
  const weights = new Uint8Array(graph.size);
  for (const feature of places.features) weights[group[places.vertexOf(feature)] ?? 0] = 1;
  return { group, weights };
}

function grouped(graph: PrecedenceGraph, group: Int32Array, size: number): PrecedenceGraph {
  const pairs: [number, number][] = [];
  for (let vertex = 0; vertex < graph.size; vertex += 1) {
    for (const target of targetsOf(graph, vertex)) {
      const [source, goal] = [group[vertex] ?? 0, group[target] ?? 0];
      if (source !== goal) pairs.push([source, goal]);
    }
  }
  return graphOf(size, pairs);
}

function targetsOf({ offsets, targets }: PrecedenceGraph, vertex: number): Int32Array {
  return targets.subarray(offsets[vertex] ?? 0, offsets[vertex + 1] ?? 0);
}

function graphOf(size: number, pairs: readonly (readonly [number, number])[]): PrecedenceGraph {
  const sorted = pairs.toSorted(([left], [right]) => left - right);
  const offsets = new Int32Array(size + 1);
  for (const [source] of sorted) offsets[source + 1] = (offsets[source + 1] ?? 0) + 1;
  for (let at = 0; at < size; at += 1) {
    offsets[at + 1] = (offsets[at + 1] ?? 0) + (offsets[at] ?? 0);
  }
  return { size, offsets, targets: Int32Array.from(sorted, ([, target]) => target) };
}
