import type { PlanDocument, PlanEdge, PlanNode } from '@mosaic/contract';
import { childId, isBelow, levelNumber, parentIdOf } from '../src/plan/node-id.ts';
import type { PlanFindingCode } from '../src/plan/plan-finding-codes.ts';

/** A plan with one defect, and the last id of the path at which it has to be found; null for the plan itself. */
export interface Defect {
  readonly document: PlanDocument;
  readonly at: string | null;
}

export interface Mutation {
  readonly code: PlanFindingCode;
  readonly name: string;
  /** Null where the plan has nothing to break that way; `pick` is any whole number. */
  mutate(document: PlanDocument, pick: number): Defect | null;
}

const nowhere = 'pln_0190b5c8-6c1f-7000-8000-00000000ffff';

/** Ways to break a valid plan, each with exactly one kind of error as its result. */
export const mutations: readonly Mutation[] = [
  add('id_malformed', 'an id that is none', () => ({ id: 'A.1', parentId: null })),
  add('id_level_mismatch', 'a task with the digits of an atomic', ({ id, parentId }) => ({
    id: `T${id.slice(1)}`,
    parentId,
  })),
  add('id_duplicate', 'an atomic given twice', ({ id, parentId }) => ({ id, parentId })),
  add('atomic_has_children', 'an atomic below an atomic', ({ id, parentId }) => ({
    id: childId(parentId, 99),
    parentId: id,
  })),
  change('parent_mismatch', 'an atomic without a parent', 5, () => ({ parentId: null })),
  change('parent_mismatch', 'an epic with a parent', 0, ({ id }) => ({ parentId: id })),
  {
    code: 'orphan',
    name: 'a subtask taken away from above its atomics',
    mutate(document, pick) {
      const subtask = nodeOf(document, 4, pick);
      return {
        document: without(document, (id) => id === subtask.id),
        at: firstBelow(document, subtask),
      };
    },
  },
  {
    code: 'level_skipped',
    name: 'atomics hung below the task',
    mutate(document, pick) {
      const subtask = nodeOf(document, 4, pick);
      const kept = without(document, (id) => id === subtask.id);
      const nodes = kept.nodes.map((node) =>
        node.parentId === subtask.id ? { ...node, parentId: subtask.parentId } : node,
      );
      return { document: { ...kept, nodes }, at: firstBelow(document, subtask) };
    },
  },
  ...([0, 1, 2, 3, 4] as const).map(
    (level): Mutation => ({
      code: 'leaf_not_atomic',
      name: `nothing below a node of level ${level}`,
      mutate(document, pick) {
        const { id } = nodeOf(document, level, pick);
        return { document: without(document, (other) => isBelow(other, id)), at: id };
      },
    }),
  ),
  {
    code: 'too_many_children',
    name: 'eight atomics in a subtask',
    mutate(document, pick) {
      const { id } = nodeOf(document, 4, pick);
      const own = document.nodes.filter(({ parentId }) => parentId === id);
      const more = Array.from({ length: 8 - own.length }, (_, at) => ({
        ...atomicLike(document),
        id: childId(id, 50 + at),
        parentId: id,
      }));
      return { document: { ...document, nodes: [...document.nodes, ...more] }, at: id };
    },
  },
  change('estimate_missing', 'an atomic nobody estimated', 5, () => ({ estimate: null })),
  change('atomic_too_long', 'an atomic of 31 minutes', 5, () => ({
    estimate: { minutes: 31, tokens: null },
  })),
  change('atomic_too_many_tokens', 'an atomic of half a window and a token', 5, () => ({
    estimate: { minutes: 20, tokens: 100_001 },
  })),
  change('estimate_invalid', 'a lower bound above the estimate', 5, () => ({
    estimate: { minutes: 20, minutesLow: 21, tokens: null },
  })),
  change('estimate_invalid', 'an upper bound below the estimate of a story', 2, () => ({
    estimate: { minutes: 600, minutesHigh: 599, tokens: null },
  })),
  change('criteria_missing', 'an atomic without criteria', 5, () => ({ completionCriteria: [] })),
  change('acceptance_missing', 'a story without criteria', 2, () => ({ acceptanceCriteria: [] })),
  ...['../secrets', '/etc/passwd', 'a/../../b', 'C:/x', 'src\\a.ts', 'a\u0000b', ''].map((file) =>
    change('file_unsafe', `the file ${JSON.stringify(file)}`, 5, () => ({ files: [file] })),
  ),
  change('resource_unknown', 'a resource nobody listed', 5, () => ({
    uses: [{ name: 'no such thing', units: 1 }],
  })),
  change('resource_exceeded', 'more than there is, in two parts', 5, () => ({
    uses: [
      { name: 'database', units: 3 },
      { name: 'database', units: 3 },
    ],
  })),
  {
    code: 'resource_duplicate',
    name: 'a resource listed twice',
    mutate: (document) => ({
      document: {
        ...document,
        resources: [...document.resources, ...document.resources.slice(0, 1)],
      },
      at: null,
    }),
  },
  connect('edge_unknown_node', 'a dependency on nothing', ({ from }) => [{ from, to: 'E.999' }]),
  connect('edge_to_self', 'a dependency on itself', ({ to }) => [{ from: to, to }]),
  {
    code: 'edge_to_ancestor',
    name: 'a dependency on the subtask above',
    mutate(document, pick) {
      const { id } = nodeOf(document, 5, pick);
      const edge = { from: parentIdOf(id) ?? '', to: id, kind: 'sequential' } as const;
      return { document: { ...document, edges: [...document.edges, edge] }, at: id };
    },
  },
  connect('edge_duplicate', 'a dependency given twice', (edge) => [edge]),
  connect('cycle', 'a dependency back', ({ from, to }) => [{ from: to, to: from }]),
  connect('parallel_contradiction', 'parallel, though one comes first', ({ from, to }) => [
    { from, to, kind: 'parallel' },
  ]),
  connect('condition_missing', 'a condition that does not say when', ({ from, to }) => [
    { from, to, kind: 'conditional' },
  ]),
  connect('condition_contradiction', 'to be done either way', ({ from, to }) => [
    { from, to, kind: 'conditional', when: 'done' },
    { from, to, kind: 'conditional', when: 'failed' },
  ]),
  {
    code: 'external_unknown',
    name: 'a wait for a plan that is not there',
    mutate(document, pick) {
      const { id } = nodeOf(document, 5, pick);
      return {
        document: { ...document, externals: [{ nodeId: id, planId: nowhere, otherId: null }] },
        at: id,
      };
    },
  },
  {
    code: 'plan_empty',
    name: 'no node at all',
    mutate: (document) => ({
      document: { ...document, nodes: [], edges: [], externals: [] },
      at: null,
    }),
  },
];

function nodeOf(document: PlanDocument, level: number, pick: number): PlanNode {
  const nodes = document.nodes.filter(({ id }) => levelNumber(id) === level);
  return nodes[pick % nodes.length]!;
}

function firstBelow(document: PlanDocument, { id }: PlanNode): string {
  return document.nodes.find(({ parentId }) => parentId === id)!.id;
}

/** An atomic that no check has anything against. */
function atomicLike(document: PlanDocument): PlanNode {
  return { ...nodeOf(document, 5, 0), uses: [], files: [] };
}

function without(document: PlanDocument, isGone: (id: string) => boolean): PlanDocument {
  return {
    ...document,
    nodes: document.nodes.filter(({ id }) => !isGone(id)),
    edges: document.edges.filter(({ from, to }) => !isGone(from) && !isGone(to)),
    externals: document.externals.filter(({ nodeId }) => !isGone(nodeId)),
  };
}

function add(
  code: PlanFindingCode,
  name: string,
  place: (node: PlanNode) => Pick<PlanNode, 'id' | 'parentId'>,
): Mutation {
  return {
    code,
    name,
    mutate(document, pick) {
      const node = { ...atomicLike(document), ...place(nodeOf(document, 5, pick)) };
      return { document: { ...document, nodes: [...document.nodes, node] }, at: node.id };
    },
  };
}

function change(
  code: PlanFindingCode,
  name: string,
  level: number,
  fields: (node: PlanNode) => Partial<PlanNode>,
): Mutation {
  return {
    code,
    name,
    mutate(document, pick) {
      const chosen = nodeOf(document, level, pick);
      const nodes = document.nodes.map((node) =>
        node === chosen ? { ...node, ...fields(node) } : node,
      );
      return { document: { ...document, nodes }, at: chosen.id };
    },
  };
}

/** Adds to a plan with a single edge, from one of two nodes to the other, further ones. */
function connect(
  code: PlanFindingCode,
  name: string,
  more: (edge: PlanEdge) => readonly (Pick<PlanEdge, 'from' | 'to'> & Partial<PlanEdge>)[],
): Mutation {
  return {
    code,
    name,
    mutate(document, pick) {
      const from = document.nodes[pick % document.nodes.length]!;
      const to = document.nodes.find(
        ({ id }) => id !== from.id && !isBelow(id, from.id) && !isBelow(from.id, id),
      );
      if (to === undefined) return null;
      const edge: PlanEdge = { from: from.id, to: to.id, kind: 'sequential' };
      const added = more(edge).map((other): PlanEdge => ({ kind: 'sequential', ...other }));
      const places: Partial<Record<PlanFindingCode, string>> = {
        cycle: firstOf(document, edge),
        edge_unknown_node: from.id,
      };
      return { document: { ...document, edges: [edge, ...added] }, at: places[code] ?? to.id };
    },
  };
}

function firstOf(document: PlanDocument, { from, to }: PlanEdge): string {
  return document.nodes.find(({ id }) => id === from || id === to)!.id;
}
