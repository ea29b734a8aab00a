import { MosaicError, type PlanDocument } from '@mosaic/contract';
import { compareNodeIds, epicNumberMax } from '../plan/node-id.ts';

/** Old epic ids → new ones, for those that change. */
export type Renumbering = ReadonlyMap<string, string>;

/**
 * New ids for the epics that somebody else has already: the next free ones, in order.
 *
 * @throws `precondition_failed` when all numbers are taken
 */
export function freeEpics(epics: readonly string[], taken: ReadonlySet<string>): Renumbering {
  const renumbering = new Map<string, string>();
  const used = new Set([...taken, ...epics]);
  let next = 1;
  for (const epic of epics) {
    if (!taken.has(epic)) continue;
    while (used.has(epicId(next))) next += 1;
    if (next > epicNumberMax) throw noNumberLeft();
    const free = epicId(next);
    used.add(free);
    renumbering.set(epic, free);
  }
  return renumbering;
}

/** The first number of an epic that nobody has. */
export function firstFreeNumber(taken: ReadonlySet<string>): number {
  const highest = Math.max(0, ...[...taken].map((id) => Number(id.slice(2))));
  if (highest < epicNumberMax) return highest + 1;
  for (let number = 1; number <= epicNumberMax; number += 1) {
    if (!taken.has(epicId(number))) return number;
  }
  throw noNumberLeft();
}

/** The id of a node once the epics have their new numbers. */
export function renumbered(id: string, renumbering: Renumbering): string {
  const dot = id.indexOf('.');
  const epic = renumbering.get(`E${id.slice(dot, dot + 4)}`);
  return epic === undefined ? id : id.slice(0, dot) + epic.slice(1) + id.slice(dot + 4);
}

/** Gives epics new numbers, and with them everything below and every edge. */
export function moveEpics(document: PlanDocument, renumbering: Renumbering): PlanDocument {
  if (renumbering.size === 0) return document;
  const newId = (id: string) => renumbered(id, renumbering);
  const nodes = document.nodes.map((node) => ({
    ...node,
    id: newId(node.id),
    parentId: node.parentId === null ? null : newId(node.parentId),
  }));
  return {
    ...document,
    nodes: nodes.sort((a, b) => compareNodeIds(a.id, b.id)),
    edges: document.edges.map((edge) => ({
      ...edge,
      from: newId(edge.from),
      to: newId(edge.to),
    })),
    externals: document.externals.map((external) => ({
      ...external,
      nodeId: newId(external.nodeId),
    })),
  };
}

function epicId(number: number): string {
  return `E.${String(number).padStart(3, '0')}`;
}

function noNumberLeft(): MosaicError {
  return new MosaicError(
    'precondition_failed',
    `The project has ${epicNumberMax} epics, and no number is left. Remove a plan first.`,
  );
}
