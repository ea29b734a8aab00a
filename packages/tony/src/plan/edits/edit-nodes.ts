import { MosaicError, type PlanEdit, type PlanNode } from '@mosaic/contract';
import { isBelow, levelNumber, levelOf, parentIdOf } from '../node-id.ts';
import {
  branchOf,
  dropEdge,
  dropNode,
  nextChildId,
  type PlanDraft,
  putNode,
  replaceEdge,
} from '../plan-draft.ts';
import type { EditTrail } from './edit-trail.ts';

type EditOf<Kind extends PlanEdit['kind']> = Extract<PlanEdit, { kind: Kind }>;

export function add(draft: PlanDraft, trail: EditTrail, { parentId, node }: EditOf<'add'>): void {
  if (parentId !== null) {
    nodeAt(draft, parentId);
    if (levelOf(parentId) === 'atomic') {
      throw new MosaicError('invalid_input', `${parentId} is atomic and has no children.`);
    }
  }
  const id = freeId(draft, parentId);
  putNode(draft, { ...node, id, parentId });
  trail.added(id);
}

/** With all below it, all edges there, and all waits for other plans. */
export function remove(draft: PlanDraft, trail: EditTrail, nodeId: string): void {
  nodeAt(draft, nodeId);
  const branch = branchOf(draft, nodeId);
  for (const id of branch) {
    for (const slot of [...(draft.edgesAt.get(id) ?? [])]) dropEdge(draft, slot);
    draft.childrenOf.delete(id);
    dropNode(draft, id);
    trail.removed(id);
  }
  const gone = new Set(branch);
  for (const slot of draft.externals) {
    if (slot.value !== null && gone.has(slot.value.nodeId)) slot.value = null;
  }
}

/** Only the fields that are given. */
export function change(draft: PlanDraft, { nodeId, fields }: EditOf<'change'>): void {
  const node = nodeAt(draft, nodeId);
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  draft.nodes.set(nodeId, { ...node, ...(Object.fromEntries(given) as Partial<PlanNode>) });
}

/** With all below it: ids, edges and waits for other plans follow. */
export function move(
  draft: PlanDraft,
  trail: EditTrail,
  { nodeId, parentId }: EditOf<'move'>,
): void {
  const node = nodeAt(draft, nodeId);
  nodeAt(draft, parentId);
  if (levelNumber(parentId) !== levelNumber(nodeId) - 1) {
    throw new MosaicError(
      'invalid_input',
      `${nodeId} is of the level ${levelOf(nodeId)} and cannot stand below ${parentId}, of the level ${levelOf(parentId)}.`,
    );
  }
  if (node.parentId === parentId) return;
  const target = freeId(draft, parentId);
  refuseAncestorEdges(draft, nodeId, target);
  const digits = nodeId.length - nodeId.indexOf('.');
  const renamed = new Map(
    branchOf(draft, nodeId).map((id) => {
      const own = id.slice(id.indexOf('.') + digits);
      return [id, `${id.slice(0, id.indexOf('.'))}${target.slice(target.indexOf('.'))}${own}`];
    }),
  );
  const newId = (id: string) => renamed.get(id) ?? id;
  for (const [from, to] of renamed) {
    const moving = nodeAt(draft, from);
    draft.childrenOf.delete(from);
    dropNode(draft, from);
    putNode(draft, { ...moving, id: to, parentId: parentIdOf(to) });
    trail.renamed(from, to);
  }
  for (const from of renamed.keys()) {
    for (const slot of [...(draft.edgesAt.get(from) ?? [])]) {
      if (slot.value === null) continue;
      const edge = { ...slot.value, from: newId(slot.value.from), to: newId(slot.value.to) };
      replaceEdge(draft, slot, edge);
    }
  }
  for (const slot of draft.externals) {
    if (slot.value !== null) slot.value = { ...slot.value, nodeId: newId(slot.value.nodeId) };
  }
}

export function nodeAt(draft: PlanDraft, id: string): PlanNode {
  const node = draft.nodes.get(id);
  if (node !== undefined) return node;
  throw new MosaicError('not_found', `There is no node ${id} in the plan.`);
}

function freeId(draft: PlanDraft, parentId: string | null): string {
  const id = nextChildId(draft, parentId);
  if (id !== null) return id;
  throw new MosaicError('conflict', `No number is left below ${parentId ?? 'the plan'}.`);
}

/** A node may not come to stand below one that it is joined with. */
function refuseAncestorEdges(draft: PlanDraft, nodeId: string, target: string): void {
  for (const id of branchOf(draft, nodeId)) {
    for (const { value } of draft.edgesAt.get(id) ?? []) {
      if (value === null) continue;
      const other = value.from === id ? value.to : value.from;
      if (!isBelow(target, other)) continue;
      throw new MosaicError(
        'conflict',
        `${nodeId} cannot stand below ${other}: there is a dependency between ${value.from} and ${value.to}. Remove it first.`,
      );
    }
  }
}
