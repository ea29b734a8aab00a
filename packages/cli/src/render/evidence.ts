import type { Evidence } from '@mosaic/contract';
import { facts } from '../output/facts.ts';
import { plainText } from '../output/plain-text.ts';
import { agoText, bytesText, commitText, durationText } from '../output/quantities.ts';
import type { Column } from '../output/table.ts';
import type { View } from '../output/terminal.ts';
import { listRenderer, type Renderers } from './renderer.ts';

function showEvidence(evidence: Evidence, view: View): string {
  return facts(
    [
      ['Evidence', evidence.id],
      evidence.passed ? ['Result', 'passed', 'green'] : ['Result', 'failed', 'red'],
      ['Gate', `${evidence.gate}${evidence.required ? '' : ' (recorded only)'}`],
      ['Command', evidence.command],
      ['Commit', evidence.commit],
      ['Ended by', `${evidence.endedBy}, exit code ${evidence.exitCode ?? 'none'}`],
      ['Took', durationText(evidence.durationMs)],
      ['Sandboxed', evidence.sandboxed ? 'yes' : 'no'],
      ['Log', `${bytesText(evidence.logBytes)}, SHA-256 ${evidence.logSha256}`],
      ['Run', evidence.runId],
      ['Task', evidence.taskId],
      ['Made', agoText(evidence.createdAt, view.nowMs)],
    ],
    view,
  );
}

const columns: readonly Column<Evidence>[] = [
  { title: 'ID', text: (evidence) => evidence.id },
  { title: 'GATE', text: (evidence) => evidence.gate, isFlexible: true },
  {
    title: 'RESULT',
    text: (evidence) => (evidence.passed ? 'passed' : 'failed'),
    format: (evidence) => (evidence.passed ? 'green' : 'red'),
  },
  { title: 'REQUIRED', text: (evidence) => (evidence.required ? 'yes' : 'no') },
  { title: 'COMMIT', text: (evidence) => commitText(evidence.commit) ?? '' },
  { title: 'TOOK', text: (evidence) => durationText(evidence.durationMs), isRight: true },
];

export const evidenceRenderers = {
  addEvidence: showEvidence,
  listEvidence: listRenderer('evidence', columns),
  showEvidence: (evidence, view) =>
    [
      showEvidence(evidence, view),
      facts([['Repeat', evidence.repeat]], view),
      '',
      plainText(evidence.log).trimEnd(),
      ...(evidence.isLogComplete
        ? []
        : [view.style('dim', '(the middle of the log was not kept)')]),
    ].join('\n'),
} satisfies Renderers;
