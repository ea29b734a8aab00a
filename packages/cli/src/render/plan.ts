import type { Plan, PlanNodeProgress } from '@mosaic/contract';
import { facts } from '../output/facts.ts';
import { plainLine, plainText } from '../output/plain-text.ts';
import { agoText, tokensText } from '../output/quantities.ts';
import { type Column, table } from '../output/table.ts';
import type { Format, View } from '../output/terminal.ts';
import { workText } from '../output/work-text.ts';
import { findingCounts, findingsText } from './plan-findings.ts';
import { forecastText, scenariosText } from './plan-forecast.ts';
import { progressFormat } from './plan-progress.ts';
import { scheduleText } from './plan-schedule.ts';
import { planTree } from './plan-tree.ts';
import { listRenderer, type Renderers } from './renderer.ts';

/** Where a plan came from; a template is said in so many words. */
function sourceText({ source }: Pick<Plan, 'source'>): string {
  const { kind, name } = source;
  if (kind === 'template') return `template ${name ?? ''}: adapt it before you run it`.trim();
  return name === null ? kind : `${kind} ${name}`;
}

function countsText({ counts }: Plan): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${count} ${count === 1 ? level : plural(level)}`)
    .join(', ');
}

function plural(level: string): string {
  return level === 'story' ? 'stories' : `${level}s`;
}

function statusFormat({ status }: Plan): Format {
  if (status === 'certified' || status === 'done') return 'green';
  return status === 'running' ? 'cyan' : 'yellow';
}

/** A plan without its nodes. */
export function planFacts(plan: Plan, view: View): string {
  return facts(
    [
      ['Plan', plan.id],
      ['Epics', plan.epics.join(', ')],
      ['Title', plan.title, 'bold'],
      ['Made from', sourceText(plan), plan.source.kind === 'template' ? 'yellow' : 'reset'],
      ['Status', `${plan.status}, ${plan.stage.replaceAll('_', ' ')}`, statusFormat(plan)],
      ['Nodes', countsText(plan)],
      ['Work', plan.minutes === null ? null : workText(plan.minutes)],
      ['Tokens', plan.tokens === null ? null : tokensText(plan.tokens)],
      ['Findings', findingCounts(plan.findings)],
      ['Mission', plan.missionId],
      ['Version', `${plan.version}, ${agoText(plan.updatedAt, view.nowMs)}`],
    ],
    view,
  );
}

function notesText(notes: readonly string[], view: View): string[] {
  return notes.map((note) => view.style('dim', plainLine(note)));
}

const columns: readonly Column<Plan>[] = [
  { title: 'ID', text: ({ id }) => id },
  { title: 'EPICS', text: ({ epics }) => epics.join(', ') },
  { title: 'TITLE', text: ({ title }) => title, isFlexible: true },
  { title: 'STATUS', text: ({ status }) => status, format: statusFormat },
  { title: 'FROM', text: ({ source }) => source.kind },
  { title: 'ATOMICS', text: ({ counts }) => String(counts.atomic), isRight: true },
  { title: 'CHANGED', text: ({ updatedAt }, view) => agoText(updatedAt, view.nowMs) },
];

const progressColumns: readonly Column<PlanNodeProgress>[] = [
  { title: 'NODE', text: ({ id }) => id },
  { title: 'STATUS', text: ({ status }) => status, format: ({ status }) => progressFormat(status) },
  { title: 'DONE', text: ({ percent }) => `${Math.round(percent)} %`, isRight: true },
  {
    title: 'EVIDENCE',
    text: ({ evidenceScore }) => (evidenceScore === null ? '' : String(Math.round(evidenceScore))),
    isRight: true,
  },
  {
    title: 'TOKENS',
    text: ({ usedTokens }) => (usedTokens === null ? '' : tokensText(usedTokens)),
    isRight: true,
  },
];

export const planRenderers = {
  addPlan: ({ plan, findings, notes }, view) =>
    [planFacts(plan, view), ...notesText(notes, view), '', findingsText(findings, view)].join('\n'),
  listPlans: listRenderer('plans', columns),
  showPlan: planFacts,
  findPlan: planFacts,
  planDocument: ({ plan, document }, view) =>
    [planFacts(plan, view), '', planTree(document, view)].join('\n'),
  checkPlan: ({ isRunnable, findings }, view) =>
    [
      isRunnable
        ? view.style('green', 'The plan can be run.')
        : view.style(['red', 'bold'], 'The plan cannot be run.'),
      findingsText(findings, view),
    ].join('\n'),
  schedulePlan: scheduleText,
  forecastPlan: forecastText,
  comparePlan: ({ scenarios }, view) => scenariosText(scenarios, view),
  editPlan: ({ plan, added, moved, findings }, view) =>
    [
      ...added.map((id) => `${view.style('green', '+')} ${id}`),
      ...moved.map(({ from, to }) => `${from} → ${to}`),
      planFacts(plan, view),
      ...(findings.length === 0 ? [] : ['', findingsText(findings, view)]),
    ].join('\n'),
  undoPlan: planFacts,
  redoPlan: planFacts,
  exportPlan: ({ text }) => plainText(text).trimEnd(),
  planProgress: ({ plan, nodes }, view) =>
    [planFacts(plan, view), '', table(nodes, progressColumns, view)].join('\n'),
  removePlan: ({ planId }) => `${planId} is removed.`,
} satisfies Renderers;
