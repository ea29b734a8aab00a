import { MosaicError, type PlanEdge } from '@mosaic/contract';
import { isBelow } from '../node-id.ts';
import { dropEdge, type PlanDraft, putEdge } from '../plan-draft.ts';
import { nodeAt } from './edit-nodes.ts';

/** Adds a dependency that means something and is not there yet. */
export function connect(draft: PlanDraft, edge: PlanEdge): void {
  const { from, to, kind, when } = edge;
  nodeAt(draft, from);
  nodeAt(draft, to);
  if (from === to) {
    throw new MosaicError('invalid_input', `${from} cannot depend on itself.`);
  }
  if (isBelow(from, to) || isBelow(to, from)) {
    throw new MosaicError(
      'invalid_input',
      `One of ${from} and ${to} stands below the other: it is done only when all below is.`,
    );
  }
  if (kind === 'conditional' && when === undefined) {
    throw new MosaicError(
      'invalid_input',
      `A conditional dependency says when it holds: set "when" to done or failed.`,
    );
  }
  for (const { value } of draft.edgesAt.get(from) ?? []) {
    if (value === null || value.kind !== kind || !joins(value, { from, to })) continue;
    if (value.when !== when) continue;
    throw new MosaicError(
      'conflict',
      `There is a ${kind} dependency between ${from} and ${to} already.`,
    );
  }
  putEdge(draft, edge);
}

/** Takes out all dependencies from one node to the other. */
export function disconnect(
  draft: PlanDraft,
  { from, to }: { readonly from: string; readonly to: string },
): void {
  const slots = [...(draft.edgesAt.get(from) ?? [])].filter(
    ({ value }) => value !== null && joins(value, { from, to }),
  );
  if (slots.length === 0) {
    throw new MosaicError('not_found', `There is no dependency from ${from} to ${to}.`);
  }
  for (const slot of slots) dropEdge(draft, slot);
}

/** Parallel and resource dependencies have no direction. */
function joins(edge: PlanEdge, { from, to }: { from: string; to: string }): boolean {
  if (edge.from === from && edge.to === to) return true;
  const isEitherWay = edge.kind === 'parallel' || edge.kind === 'resource';
  return isEitherWay && edge.from === to && edge.to === from;
}
