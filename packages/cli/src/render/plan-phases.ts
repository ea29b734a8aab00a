import { plainLine, plainText } from '../output/plain-text.ts';
import type { View } from '../output/terminal.ts';
import { planFacts } from './plan.ts';
import { findingsText } from './plan-findings.ts';
import { gapsText } from './plan-gaps.ts';
import type { Renderers } from './renderer.ts';

function filesText(files: readonly { path: string; text: string }[], view: View): string {
  return files
    .map(({ path, text }) => `${view.style('bold', plainLine(path))}\n${plainText(text).trimEnd()}`)
    .join('\n\n');
}

/** What the phases of planning bring: gaps, files, reports. */
export const planPhaseRenderers = {
  planGaps: gapsText,
  fillPlan: ({ plan, gaps }, view) => [gapsText(gaps, view), '', planFacts(plan, view)].join('\n'),
  advancePlan: ({ plan, isPassed, findings, files }, view) =>
    [
      planFacts(plan, view),
      isPassed ? view.style('green', 'Passed.') : view.style(['red', 'bold'], 'Not passed.'),
      ...(findings.length === 0 ? [] : [findingsText(findings, view)]),
      '',
      filesText(files, view),
    ].join('\n'),
  reportPlan: ({ files }, view) => filesText(files, view),
} satisfies Renderers;
