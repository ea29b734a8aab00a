import { MosaicError, operations } from '@mosaic/contract';
import type { Handler } from '@mosaic/mcp';
import { proposalLimits } from '../propose/proposal-limits.ts';
import { propose } from '../propose/propose.ts';
import { changeHandler, type PlanTools } from './change-plan.ts';
import { firstFreeNumber, freeEpics, moveEpics, renumbered } from './epic-numbers.ts';
import { planLimits } from './limits.ts';
import { othersEpics, type StoredPlan } from './plan-store.ts';
import { worstFindings } from './summarise.ts';

/** An agent proposes one level after the other; what does not compile is told and not stored. */
export function proposeHandler(tools: PlanTools): Handler {
  return changeHandler(tools, operations.proposeNodes, {
    draft: async (scope, base, { parentId, nodes, edges }) => {
      const { row, document } = base;
      if (row.proposals_left === 0) throw noProposalLeft(row);
      const taken = await othersEpics(scope, row);
      const { findings: before } = await tools.memory.check(scope, base);
      const result = propose(document, parentId, nodes, edges, {
        before,
        epicNumber: firstFreeNumber(taken),
      });
      const { isAccepted, findings, next } = result;
      const budget = row.proposals_left - 1;
      const epics = result.document.nodes.filter((node) => node.parentId === null);
      const renumbering = freeEpics(
        epics.map(({ id }) => id),
        taken,
      );
      const isFirst = document.source.kind === 'manual' && row.status === 'drafting';
      const proposed = moveEpics(result.document, renumbering);
      const source = { kind: 'agent' as const, name: scope.principal.name };
      return {
        document: !isAccepted ? document : isFirst ? { ...proposed, source } : proposed,
        what: isAccepted
          ? `proposed ${nodes.length} nodes below ${parentId ?? 'the top'}`
          : 'refused a proposal',
        columns: {
          proposals_left: budget,
          ...(isAccepted && row.status === 'drafting'
            ? { status: next === null ? ('draft' as const) : ('drafting' as const) }
            : {}),
        },
        extra: {
          isAccepted,
          findings: worstFindings(findings, planLimits.findingsShownMax),
          added: isAccepted ? result.added.map((id) => renumbered(id, renumbering)) : [],
          next: next && { ...next, parentId: renumbered(next.parentId, renumbering) },
          budget,
        },
      };
    },
    answer: ({ plan, extra }) => ({ ...extra, plan }),
  });
}

function noProposalLeft({ id }: StoredPlan): MosaicError {
  return new MosaicError(
    'precondition_failed',
    `The ${proposalLimits.proposalsMax} proposals of plan ${id} are used up. Mend it with plan.edit, or begin another plan.`,
    { details: { budget: 0 } },
  );
}
