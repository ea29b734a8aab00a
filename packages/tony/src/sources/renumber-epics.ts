import { MosaicError, type PlanDocument } from '@mosaic/contract';
import { compareNodeIds, levelNumber } from '../plan/node-id.ts';

/**
 * Gives the epics of a document the numbers from `first` on, in their order, and all that is below
 * them the ids that follow from it. Throws `invalid_input` where the numbers end.
 */
export function renumberEpics(document: PlanDocument, first: number): PlanDocument {
  const epics = [...new Set(document.nodes.map(({ id }) => epicNumber(id)))].sort(compareNodeIds);
  const next = new Map(epics.map((number, at) => [number, String(first + at).padStart(3, '0')]));
  if (first + epics.length - 1 > 999) {
    throw new MosaicError('invalid_input', 'The numbers of epics end at 999. Split the document.');
  }
  const move = (id: string): string => {
    const start = id.indexOf('.') + 1;
    const number = next.get(epicNumber(id));
    if (number === undefined || levelNumber(id) < 0) return id;
    return `${id.slice(0, start)}${number}${id.slice(start + 3)}`;
  };
  return {
    ...document,
    nodes: document.nodes.map((node) => ({
      ...node,
      id: move(node.id),
      parentId: node.parentId === null ? null : move(node.parentId),
    })),
    edges: document.edges.map((edge) => ({ ...edge, from: move(edge.from), to: move(edge.to) })),
    externals: document.externals.map((each) => ({ ...each, nodeId: move(each.nodeId) })),
  };
}

function epicNumber(id: string): string {
  const start = id.indexOf('.') + 1;
  return id.slice(start, start + 3);
}
