import { isOrdering, isWithin, type PlanIndex } from '@tony/core/planning';

/** What comes before what among the atomics of a plan; all by position. */
export interface AtomicOrder {
  /** What each atomic depends on directly. */
  readonly needs: ReadonlyMap<number, ReadonlySet<number>>;
  /** Parts that wait for parts, where pairs would be too many. */
  readonly waits: readonly {
    readonly after: readonly number[];
    readonly tasks: readonly number[];
  }[];
  readonly conditions: readonly AtomicCondition[];
}

export interface AtomicCondition {
  readonly node: number;
  readonly tasks: readonly number[];
  readonly sources: readonly {
    readonly node: number;
    readonly when: 'done' | 'failed';
    readonly tasks: readonly number[];
  }[];
}

/** Pairs that one edge may become; beyond, it stays one wait of a part for a part. */
const pairsMax = 64;

const atomicLevel = 5;

/**
 * Brings the edges of a plan down to its atomics.
 *
 * An edge between nodes with children holds for everything below, yet it is enough that the
 * atomics nothing below waits for end before those begin that wait for nothing below: the others
 * follow from the edges in between.
 */
export function atomicOrder(index: PlanIndex): AtomicOrder {
  const { exits, entries } = borders(index);
  const needs = new Map<number, Set<number>>();
  const waits: { after: number[]; tasks: number[] }[] = [];
  const sources = new Map<number, AtomicCondition['sources'][number][]>();
  for (const edge of index.document.edges) {
    const from = index.positionOf.get(edge.from);
    const to = index.positionOf.get(edge.to);
    if (!isOrdering(edge) || from === undefined || to === undefined) continue;
    if (edge.kind === 'conditional') {
      const source = { node: from, when: edge.when ?? 'done', tasks: atomicsBelow(index, from) };
      sources.set(to, [...(sources.get(to) ?? []), source]);
    }
    const [after, tasks] = [exits(from), entries(to)];
    if (after.length * tasks.length > pairsMax) {
      waits.push({ after, tasks });
      continue;
    }
    for (const task of tasks) {
      const known = needs.get(task) ?? new Set<number>();
      for (const need of after) known.add(need);
      needs.set(task, known);
    }
  }
  const conditions = [...sources].map(([node, list]) => ({
    node,
    tasks: atomicsBelow(index, node),
    sources: list,
  }));
  return { needs, waits, conditions };
}

/** Positions of all atomics of a plan. */
export function allAtomics(index: PlanIndex): number[] {
  return [...index.level.keys()].filter((position) => index.level[position] === atomicLevel);
}

/** Positions of the atomics at or below a node. */
export function atomicsBelow(index: PlanIndex, position: number): number[] {
  const found: number[] = [];
  for (let at = position; at < (index.end[position] ?? 0); at += 1) {
    if (index.level[at] === atomicLevel) found.push(at);
  }
  return found;
}

/**
 * An atomic is no exit of a node when something within that node waits for it: when an edge leads
 * from it, or from above it, to another node within. The deepest node that holds both ends of an
 * edge decides, so its level is noted at the end of the edge and handed down.
 */
function borders(index: PlanIndex) {
  const count = index.nodes.length;
  const followed = new Int8Array(count).fill(-1);
  const preceded = new Int8Array(count).fill(-1);
  for (const edge of index.document.edges) {
    const from = index.positionOf.get(edge.from);
    const to = index.positionOf.get(edge.to);
    if (!isOrdering(edge) || from === undefined || to === undefined) continue;
    const level = commonLevel(index, from, to);
    followed[from] = Math.max(followed[from] ?? -1, level);
    preceded[to] = Math.max(preceded[to] ?? -1, level);
  }
  for (let at = 0; at < count; at += 1) {
    const parent = index.parent[at] ?? -1;
    if (parent < 0) continue;
    followed[at] = Math.max(followed[at] ?? -1, followed[parent] ?? -1);
    preceded[at] = Math.max(preceded[at] ?? -1, preceded[parent] ?? -1);
  }
  const free = (marks: Int8Array) => (position: number) => {
    const own = index.level[position] ?? 0;
    return atomicsBelow(index, position).filter((at) => (marks[at] ?? -1) < own);
  };
  return { exits: free(followed), entries: free(preceded) };
}

/** Level of the deepest node that holds both; -1 where none does. */
function commonLevel(index: PlanIndex, one: number, other: number): number {
  for (let at = index.parent[one] ?? -1; at >= 0; at = index.parent[at] ?? -1) {
    if (isWithin(index, other, at)) return index.level[at] ?? 0;
  }
  return -1;
}
