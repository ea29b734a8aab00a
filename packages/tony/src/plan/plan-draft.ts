import type {
  PlanDocument,
  PlanEdge,
  PlanExternal,
  PlanNode,
  PlanResource,
} from '@mosaic/contract';
import { childId, childNumberMax, compareNodeIds, epicNumberMax } from './node-id.ts';
import { sortEdges } from './sort-edges.ts';

/** An edge, or a wait for another plan, that can be rewritten or taken out in place. */
export interface Slot<Value> {
  value: Value | null;
}

/** A plan while it is edited; nothing in it is shared with the document it was made from. */
export interface PlanDraft {
  readonly nodes: Map<string, PlanNode>;
  readonly childrenOf: Map<string | null, Set<string>>;
  readonly edges: Slot<PlanEdge>[];
  /** Edges by the ids of both their ends. */
  readonly edgesAt: Map<string, Set<Slot<PlanEdge>>>;
  readonly externals: Slot<PlanExternal>[];
  readonly resources: Map<string, PlanResource>;
}

export function draftOf(document: PlanDocument): PlanDraft {
  const draft: PlanDraft = {
    nodes: new Map(),
    childrenOf: new Map(),
    edges: [],
    edgesAt: new Map(),
    externals: document.externals.map((value) => ({ value })),
    resources: new Map(document.resources.map((resource) => [resource.name, resource])),
  };
  for (const node of document.nodes) putNode(draft, node);
  for (const edge of document.edges) putEdge(draft, edge);
  return draft;
}

export function putNode(draft: PlanDraft, node: PlanNode): void {
  draft.nodes.set(node.id, node);
  const siblings = draft.childrenOf.get(node.parentId);
  if (siblings === undefined) draft.childrenOf.set(node.parentId, new Set([node.id]));
  else siblings.add(node.id);
}

export function dropNode(draft: PlanDraft, id: string): void {
  const node = draft.nodes.get(id);
  if (node === undefined) return;
  draft.nodes.delete(id);
  draft.childrenOf.get(node.parentId)?.delete(id);
}

export function putEdge(draft: PlanDraft, value: PlanEdge): void {
  const slot = { value };
  draft.edges.push(slot);
  atEnd(draft, value.from).add(slot);
  atEnd(draft, value.to).add(slot);
}

export function dropEdge(draft: PlanDraft, slot: Slot<PlanEdge>): void {
  if (slot.value === null) return;
  draft.edgesAt.get(slot.value.from)?.delete(slot);
  draft.edgesAt.get(slot.value.to)?.delete(slot);
  slot.value = null;
}

/** Puts another edge in the place of one. */
export function replaceEdge(draft: PlanDraft, slot: Slot<PlanEdge>, value: PlanEdge): void {
  dropEdge(draft, slot);
  slot.value = value;
  atEnd(draft, value.from).add(slot);
  atEnd(draft, value.to).add(slot);
}

/** A node and all below it, parents first. */
export function branchOf(draft: PlanDraft, id: string): string[] {
  const branch = [id];
  for (let at = 0; at < branch.length; at += 1) {
    branch.push(...(draft.childrenOf.get(branch[at] ?? '') ?? []));
  }
  return branch;
}

/** Id after the largest child of a node, or a gap where the numbers are used up; null without one. */
export function nextChildId(draft: PlanDraft, parentId: string | null): string | null {
  const max = parentId === null ? epicNumberMax : childNumberMax;
  let last = max;
  while (last > 0 && !draft.nodes.has(childId(parentId, last))) last -= 1;
  if (last < max) return childId(parentId, last + 1);
  for (let number = 1; number <= max; number += 1) {
    const id = childId(parentId, number);
    if (!draft.nodes.has(id)) return id;
  }
  return null;
}

/** The draft as a document: nodes in the order of their ids, edges by the node they lead to. */
export function documentOf(draft: PlanDraft, before: PlanDocument): PlanDocument {
  const nodes = [...draft.nodes.values()].sort((a, b) => compareNodeIds(a.id, b.id));
  return {
    ...before,
    nodes,
    edges: sortEdges(valuesOf(draft.edges)),
    resources: [...draft.resources.values()],
    externals: valuesOf(draft.externals),
  };
}

function valuesOf<Value>(slots: readonly Slot<Value>[]): Value[] {
  return slots.map(({ value }) => value).filter((value) => value !== null);
}

function atEnd(draft: PlanDraft, id: string): Set<Slot<PlanEdge>> {
  const known = draft.edgesAt.get(id);
  if (known !== undefined) return known;
  const made = new Set<Slot<PlanEdge>>();
  draft.edgesAt.set(id, made);
  return made;
}
