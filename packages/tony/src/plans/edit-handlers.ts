import { MosaicError, operations } from '@mosaic/contract';
import type { Handler } from '@mosaic/mcp';
import { applyEdits } from '../plan/apply-edits.ts';
import { changeHandler, type PlanTools } from './change-plan.ts';
import { describeEdits } from './describe-edits.ts';
import { patchDocument } from './document-patch.ts';
import { freeEpics, moveEpics, renumbered } from './epic-numbers.ts';
import { planLimits } from './limits.ts';
import { type HistoryStep, stepToRedo, stepToUndo } from './plan-history.ts';
import type { LoadedPlan } from './plan-memory.ts';
import { othersEpics } from './plan-store.ts';
import { worstFindings } from './summarise.ts';

/** Changing plans by hand, and taking it back. */
export function editHandlers(tools: PlanTools): Handler[] {
  return [
    changeHandler(tools, operations.editPlan, {
      draft: async (scope, base, { edits, summary }) => {
        const edited = applyEdits(base.document, edits);
        const epics = edited.document.nodes.filter(({ parentId }) => parentId === null);
        const renumbering = freeEpics(
          epics.map(({ id }) => id),
          await othersEpics(scope, base.row),
        );
        return {
          document: moveEpics(edited.document, renumbering),
          what: summary || describeEdits(edits),
          extra: {
            added: edited.added.map((id) => renumbered(id, renumbering)),
            moved: edited.moved,
          },
        };
      },
      answer: ({ plan, checked, extra }) => ({
        plan,
        ...extra,
        findings: worstFindings(checked.findings, planLimits.findingsShownMax),
      }),
    }),
    changeHandler(tools, operations.undoPlan, {
      draft: async (scope, base) => stepBack(base, 'undo', await stepToUndo(scope, base.row.id)),
      answer: ({ plan }) => plan,
    }),
    changeHandler(tools, operations.redoPlan, {
      draft: async (scope, base) => stepBack(base, 'redo', await stepToRedo(scope, base.row.id)),
      answer: ({ plan }) => plan,
    }),
  ];
}

function stepBack({ row, document }: LoadedPlan, kind: 'undo' | 'redo', step: HistoryStep | null) {
  if (step === null) {
    const why =
      kind === 'undo'
        ? `No change of plan ${row.id} can be taken back.`
        : `No change of plan ${row.id} was taken back last.`;
    throw new MosaicError('precondition_failed', `${why} It is at version ${row.version}.`);
  }
  const { seq, summary, patch } = step;
  return {
    document: patchDocument(document, patch),
    what: `${kind}: ${summary}`,
    step: { kind, seq },
    extra: null,
  };
}
