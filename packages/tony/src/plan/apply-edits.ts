import { MosaicError, type PlanDocument, type PlanEdit } from '@mosaic/contract';
import { connect, disconnect } from './edits/edit-edges.ts';
import { add, change, move, remove } from './edits/edit-nodes.ts';
import { type EditTrail, editTrail } from './edits/edit-trail.ts';
import { documentOf, draftOf, type PlanDraft } from './plan-draft.ts';

export interface EditedPlan {
  readonly document: PlanDocument;
  /** Ids of added nodes in the order of their edits. */
  readonly added: string[];
  /** Old and new ids of nodes that were there before and have another id now. */
  readonly moved: { from: string; to: string }[];
}

/**
 * Makes changes one after the other: later ones see the ids that earlier ones gave.
 *
 * All or none: the document given is not touched, and the first edit that cannot be made throws
 * `invalid_input`, `not_found` or `conflict` with its number. A plan that was well-formed stays
 * so; whether it obeys the rules of plans is for `compilePlan` to tell.
 */
export function applyEdits(document: PlanDocument, edits: readonly PlanEdit[]): EditedPlan {
  const draft = draftOf(document);
  const trail = editTrail();
  for (const [at, edit] of edits.entries()) {
    try {
      apply(draft, trail, edit);
    } catch (cause) {
      if (!(cause instanceof MosaicError)) throw cause;
      throw new MosaicError(cause.code, `Edit ${at + 1} (${edit.kind}): ${cause.message}`, {
        details: { ...cause.details, edit: at },
        cause,
      });
    }
  }
  return { document: documentOf(draft, document), ...trail.end() };
}

function apply(draft: PlanDraft, trail: EditTrail, edit: PlanEdit): void {
  switch (edit.kind) {
    case 'add':
      add(draft, trail, edit);
      break;
    case 'remove':
      remove(draft, trail, edit.nodeId);
      break;
    case 'change':
      change(draft, edit);
      break;
    case 'move':
      move(draft, trail, edit);
      break;
    case 'connect':
      connect(draft, edit.edge);
      break;
    case 'disconnect':
      disconnect(draft, edit);
      break;
    case 'resource':
      draft.resources.set(edit.resource.name, edit.resource);
  }
}
