import type { PlanEdit } from '@mosaic/contract';

/** What edits did, in one line for the history. */
export function describeEdits(edits: readonly PlanEdit[]): string {
  const [only] = edits;
  if (edits.length === 1 && only !== undefined) return describeEdit(only);
  const counts = new Map<string, number>();
  for (const { kind } of edits) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const parts = [...counts].map(([kind, count]) => `${kind} ${count}`);
  return `${edits.length} edits: ${parts.join(', ')}`;
}

function describeEdit(edit: PlanEdit): string {
  switch (edit.kind) {
    case 'add':
      return `added "${edit.node.title.slice(0, 80)}" ${edit.parentId === null ? 'as an epic' : `to ${edit.parentId}`}`;
    case 'remove':
      return `removed ${edit.nodeId}`;
    case 'change':
      return `changed ${Object.keys(edit.fields).join(', ') || 'nothing'} of ${edit.nodeId}`;
    case 'move':
      return `moved ${edit.nodeId} to ${edit.parentId}`;
    case 'connect':
      return `connected ${edit.edge.from} to ${edit.edge.to}`;
    case 'disconnect':
      return `disconnected ${edit.from} from ${edit.to}`;
    case 'resource':
      return `set the resource "${edit.resource.name.slice(0, 80)}"`;
  }
}
