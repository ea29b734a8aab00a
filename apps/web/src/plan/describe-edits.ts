import type { PlanEdit } from '@mosaic/contract';

/** One line for the history: what was done to what. */
export function describeEdits(edits: readonly PlanEdit[]): string {
  const [first] = edits;
  if (first === undefined) return 'Nothing';
  const more = edits.length > 1 ? ` and ${edits.length - 1} more` : '';
  return `${describeEdit(first)}${more}`.slice(0, 200);
}

function describeEdit(edit: PlanEdit): string {
  switch (edit.kind) {
    case 'add':
      return `Add “${edit.node.title}”${edit.parentId === null ? '' : ` below ${edit.parentId}`}`;
    case 'remove':
      return `Delete ${edit.nodeId}`;
    case 'change':
      return describeChange(edit);
    case 'move':
      return `Move ${edit.nodeId} below ${edit.parentId}`;
    case 'connect':
      return `Connect ${edit.edge.from} to ${edit.edge.to}`;
    case 'disconnect':
      return `Take the edge from ${edit.from} to ${edit.to} away`;
    case 'resource':
      return `Set resource ${edit.resource.name}`;
  }
}

function describeChange({ nodeId, fields }: Extract<PlanEdit, { kind: 'change' }>): string {
  const names = Object.keys(fields);
  if (names.length === 1 && fields.title !== undefined) {
    return `Rename ${nodeId} to “${fields.title}”`;
  }
  if (names.length === 1 && fields.estimate !== undefined) {
    return fields.estimate === null
      ? `Take the estimate of ${nodeId} away`
      : `Estimate ${nodeId} at ${fields.estimate.minutes} min`;
  }
  return `Change ${nodeId}`;
}
