import type { Handoff } from '@mosaic/contract';
import { facts } from '../output/facts.ts';
import { plainText } from '../output/plain-text.ts';
import { agoText } from '../output/quantities.ts';
import type { Column } from '../output/table.ts';
import type { View } from '../output/terminal.ts';
import { listRenderer, type Renderers } from './renderer.ts';

function showHandoff(handoff: Handoff, view: View): string {
  const about = facts(
    [
      ['Handoff', handoff.id],
      ['Kind', handoff.kind],
      ['Reason', handoff.reason],
      ['Mission', handoff.missionId],
      ['Task', handoff.taskId],
      ['Run', handoff.runId],
      ['Context', handoff.contextPercent === null ? null : `${handoff.contextPercent} %`],
      ['State hash', handoff.stateHash],
      ['Acknowledged', handoff.acknowledgedAt ?? 'not yet'],
      ['Written', agoText(handoff.createdAt, view.nowMs)],
    ],
    view,
  );
  return `${about}\n\n${plainText(handoff.kickstart).trimEnd()}`;
}

const columns: readonly Column<Handoff>[] = [
  { title: 'ID', text: (handoff) => handoff.id },
  { title: 'KIND', text: (handoff) => handoff.kind },
  { title: 'REASON', text: (handoff) => handoff.reason, isFlexible: true },
  {
    title: 'ACKNOWLEDGED',
    text: (handoff) => (handoff.acknowledgedAt === null ? 'no' : 'yes'),
  },
  { title: 'WRITTEN', text: (handoff, view) => agoText(handoff.createdAt, view.nowMs) },
];

export const handoffRenderers = {
  addHandoff: showHandoff,
  acknowledgeHandoff: showHandoff,
  listHandoffs: listRenderer('handoffs', columns),
  showHandoff,
} satisfies Renderers;
