import type { PlanDocument, PlanEdit, PlanNode } from '@mosaic/contract';

/**
 * The document as it will be after edits whose outcome is known beforehand: changes of fields,
 * edges joined and taken away. Null where ids or counts are for the hub to decide.
 */
export function patchDocument(
  document: PlanDocument,
  edits: readonly PlanEdit[],
): PlanDocument | null {
  const nodes = [...document.nodes];
  let edges = document.edges;
  for (const edit of edits) {
    if (edit.kind === 'change') {
      const position = nodes.findIndex((node) => node.id === edit.nodeId);
      const node = nodes[position];
      if (node === undefined) return null;
      nodes[position] = patched(node, edit.fields);
    } else if (edit.kind === 'connect') {
      edges = [...edges, edit.edge];
    } else if (edit.kind === 'disconnect') {
      edges = edges.filter((edge) => edge.from !== edit.from || edge.to !== edit.to);
    } else {
      return null;
    }
  }
  return { ...document, nodes, edges };
}

function patched(
  node: PlanNode,
  fields: Extract<PlanEdit, { kind: 'change' }>['fields'],
): PlanNode {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return { ...node, ...Object.fromEntries(given) };
}
