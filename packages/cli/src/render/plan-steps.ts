import type { PlanChange } from '@mosaic/contract';
import { plainLine } from '../output/plain-text.ts';
import type { Column } from '../output/table.ts';
import { findingsText } from './plan-findings.ts';
import { listRenderer, type Renderers } from './renderer.ts';

const changeColumns: readonly Column<PlanChange>[] = [
  { title: 'CHANGE', text: ({ seq }) => String(seq), isRight: true },
  { title: 'WHAT', text: ({ summary }) => summary, isFlexible: true },
  { title: 'BY', text: ({ actor }) => actor },
  { title: 'AT', text: ({ at }) => at },
  { title: 'TAKEN BACK', text: ({ isUndone }) => (isUndone ? 'yes' : '') },
];

/** How a plan grows step by step: proposals of agents, and what was changed. */
export const planStepRenderers = {
  planHistory: listRenderer('changes', changeColumns),
  proposeNodes: ({ isAccepted, findings, added, next, budget }, view) =>
    [
      isAccepted
        ? view.style('green', `Accepted: ${added.join(', ')}`)
        : view.style('red', 'Not accepted; correct it and propose again.'),
      ...(findings.length === 0 ? [] : [findingsText(findings, view)]),
      next === null
        ? 'Nothing is left to split.'
        : `Next: the children of ${next.parentId} ${plainLine(next.title)} (${next.level}).`,
      view.style('dim', `${budget} proposals left.`),
    ].join('\n'),
} satisfies Renderers;
