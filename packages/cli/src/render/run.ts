import type { Run } from '@mosaic/contract';
import { facts } from '../output/facts.ts';
import { plainText } from '../output/plain-text.ts';
import { agoText, commitText, durationText, tokensText } from '../output/quantities.ts';
import type { Column } from '../output/table.ts';
import type { View } from '../output/terminal.ts';
import { listRenderer, type Renderers } from './renderer.ts';
import { statusFormat } from './status-format.ts';

function showRun(run: Run, view: View): string {
  const about = facts(
    [
      ['Run', run.id],
      ['Task', run.taskId],
      ['Step', `${run.step}, attempt ${run.attempt}`],
      ['Status', run.status, statusFormat(run.status)],
      ['Failure', run.failure && `${run.failure.code}: ${run.failure.message}`],
      ['Runtime', run.runtime],
      ['Agent', run.agentName],
      ['Base', commitText(run.baseCommit)],
      ['Commit', commitText(run.commit)],
      ['Sandboxed', run.sandboxed === null ? null : run.sandboxed ? 'yes' : 'no'],
      ['Tokens', tokensText(run.usedTokens)],
      ['Context', run.contextPercent === null ? null : `${run.contextPercent} %`],
      ['Started', agoText(run.startedAt, view.nowMs)],
      ['Took', took(run)],
    ],
    view,
  );
  return run.notes ? `${about}\n\n${plainText(run.notes)}` : about;
}

function took(run: Run): string | null {
  if (run.finishedAt === null) return null;
  return durationText(Date.parse(run.finishedAt) - Date.parse(run.startedAt));
}

const columns: readonly Column<Run>[] = [
  { title: 'ID', text: (run) => run.id },
  { title: 'STEP', text: (run) => run.step },
  { title: 'TRY', text: (run) => String(run.attempt), isRight: true },
  { title: 'STATUS', text: (run) => run.status, format: (run) => statusFormat(run.status) },
  { title: 'FAILURE', text: (run) => run.failure?.code ?? '' },
  { title: 'AGENT', text: (run) => run.agentName, isFlexible: true },
  { title: 'TOOK', text: (run) => took(run) ?? '', isRight: true },
];

export const runRenderers = {
  listRuns: listRenderer('runs', columns),
  showRun,
  runLogs: ({ text }) => plainText(text).trimEnd(),
  followRun: ({ text }) => plainText(text).trimEnd(),
  appendRunLog: ({ nextOffset }, view) => facts([['Next offset', String(nextOffset)]], view),
  reportRun: showRun,
  finishRun: showRun,
} satisfies Renderers;
