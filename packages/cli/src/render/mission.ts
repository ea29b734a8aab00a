import type { Mission, Phase } from '@mosaic/contract';
import { facts } from '../output/facts.ts';
import { plainLine } from '../output/plain-text.ts';
import { agoText, commitText, tokensText } from '../output/quantities.ts';
import { type Column, table } from '../output/table.ts';
import type { View } from '../output/terminal.ts';
import { listRenderer, type Renderers } from './renderer.ts';
import { statusFormat } from './status-format.ts';

/** How far a mission is, on one line. */
export function missionLine(mission: Mission): string {
  const { tasks, phases } = mission;
  const phase = phases.find(({ stage }) => !['waiting', 'complete'].includes(stage));
  const counts = [
    tasks.total > 0 ? `${tasks.done}/${tasks.total} done` : '',
    tasks['in-progress'] > 0 ? `${tasks['in-progress']} in progress` : '',
    tasks.failed > 0 ? `${tasks.failed} failed` : '',
    tasks.deferred > 0 ? `${tasks.deferred} deferred` : '',
    tasks.skipped > 0 ? `${tasks.skipped} skipped` : '',
  ];
  const where =
    phase === undefined
      ? ''
      : `phase ${phases.indexOf(phase) + 1}/${phases.length} ${phase.name} (${phase.stage})`;
  const status = mission.status.replaceAll('_', ' ');
  return plainLine([status, where, ...counts].filter((part) => part !== '').join(' · '));
}

/** What a mission is about just now: changes less often than {@link missionLine}. */
export function missionTopic({ status, phases }: Mission): string {
  return [status, ...phases.map((phase) => phase.stage)].join(' ');
}

function showMission(mission: Mission, view: View): string {
  const { tasks } = mission;
  const about = facts(
    [
      ['Mission', mission.id],
      ['Name', mission.name],
      ['Status', mission.status, statusFormat(mission.status)],
      ['Stopped because', mission.stopReason],
      ['Report', mission.reportName],
      ['Plan', mission.planId],
      ['Runtime', `${mission.runtime}, ${mission.maxWorkers} workers`],
      ['Branch', mission.branch],
      ['Head', commitText(mission.headCommit)],
      [
        'Tasks',
        `${tasks.total}: ${tasks.done} done, ${tasks['in-progress']} in progress, ${tasks['not-started']} not started, ${tasks.failed} failed, ${tasks.deferred} deferred${tasks.skipped > 0 ? `, ${tasks.skipped} skipped` : ''}`,
      ],
      ['Waits for', mission.waitingFor.join(' ') || null],
      ['Evidence', String(mission.evidenceCount)],
      [
        'Tokens',
        `${tokensText(mission.usedTokens)} used, ${tokensText(mission.estimateTokens)} estimated`,
      ],
      ['Not connected', mission.notConfigured.join(' ') || null],
      ['Started', agoText(mission.createdAt, view.nowMs)],
    ],
    view,
  );
  const warnings = mission.warnings.map(
    (warning) => `${view.style('yellow', 'Warning:')} ${plainLine(warning)}`,
  );
  const phases = mission.phases.length === 0 ? [] : ['', table(mission.phases, phaseColumns, view)];
  return [about, ...phases, ...warnings].join('\n');
}

const phaseColumns: readonly Column<Phase>[] = [
  { title: 'PHASE', text: (phase) => String(phase.number), isRight: true },
  { title: 'NAME', text: (phase) => phase.name, isFlexible: true },
  { title: 'STAGE', text: (phase) => phase.stage },
  { title: 'DONE', text: (phase) => `${phase.done}/${phase.total}`, isRight: true },
  { title: 'DEFERRED', text: (phase) => String(phase.deferred), isRight: true },
  { title: 'BRANCH', text: (phase) => phase.branch, isFlexible: true },
];

const columns: readonly Column<Mission>[] = [
  { title: 'ID', text: (mission) => mission.id },
  { title: 'NAME', text: (mission) => mission.name, isFlexible: true },
  {
    title: 'STATUS',
    text: (mission) => mission.status,
    format: (mission) => statusFormat(mission.status),
  },
  { title: 'DONE', text: ({ tasks }) => `${tasks.done}/${tasks.total}`, isRight: true },
  { title: 'STARTED', text: (mission, view) => agoText(mission.createdAt, view.nowMs) },
];

export const missionRenderers = {
  startMission: (mission, view) =>
    `${showMission(mission, view)}\n${view.style('dim', 'Follow it with: mosaic mission watch')}`,
  listMissions: listRenderer('missions', columns),
  missionStatus: showMission,
  watchMission: missionLine,
  stopMission: showMission,
  resumeMission: showMission,
} satisfies Renderers;
