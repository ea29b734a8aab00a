import type { PlanEdge, PlanNode, PlanNodeProgress } from '@mosaic/contract';
import { exitCode } from '../../exit-code.ts';
import { facts } from '../../output/facts.ts';
import { plainText } from '../../output/plain-text.ts';
import { tokensText } from '../../output/quantities.ts';
import { type Column, table } from '../../output/table.ts';
import type { View } from '../../output/terminal.ts';
import { workText } from '../../output/work-text.ts';
import { progressFormat } from '../../render/plan-progress.ts';
import type { Tony } from '../tony-command.ts';
import { nodeOf, type OpenPlan, openPlan } from './find-node.ts';
import { readyAtomics } from './ready-atomics.ts';

/** A node and where it stands. */
interface Row {
  readonly node: PlanNode;
  readonly progress: PlanNodeProgress | undefined;
}

const columns: readonly Column<Row>[] = [
  { title: 'NODE', text: ({ node }) => node.id },
  {
    title: 'STATUS',
    text: ({ progress }) => progress?.status ?? '',
    format: ({ progress }) => (progress === undefined ? null : progressFormat(progress.status)),
  },
  { title: 'PRIORITY', text: ({ node }) => node.priority },
  { title: 'AGENT', text: ({ node }) => node.agentType ?? '' },
  { title: 'TITLE', text: ({ node }) => node.title, isFlexible: true },
  {
    title: 'WORK',
    text: ({ node }) => (node.estimate === null ? '' : workText(node.estimate.minutes)),
    isRight: true,
  },
];

/** What can be begun now, or is being worked on; the most urgent first, `limit` of them. */
export async function listAtomics(
  tony: Tony,
  which: 'ready' | 'active',
  { plan: named, limit }: { plan?: string; limit?: number },
): Promise<number> {
  const { session } = tony;
  const open = await openPlan(tony, named);
  const rows = (which === 'ready' ? readyAtomics(open) : activeAtomics(open))
    .slice(0, limit)
    .map((node) => ({ node, progress: open.progress.get(node.id) }));
  if (session.isJson) session.printJson({ planId: open.plan.id, items: rows });
  else if (rows.length === 0) session.terminal.print(`No atomic is ${which}.`);
  else session.terminal.print(table(rows, columns, session.terminal.view));
  return exitCode.ok;
}

function activeAtomics({ document, progress }: OpenPlan): PlanNode[] {
  return document.nodes.filter(
    ({ id }) => id.startsWith('A.') && progress.get(id)?.status === 'in_progress',
  );
}

/** One node: what it is, where it stands, what it waits for. */
export async function showNode(
  tony: Tony,
  { taskId, plan: named }: { taskId: string; plan?: string },
): Promise<number> {
  const { session } = tony;
  const open = await openPlan(tony, named ?? taskId);
  const node = nodeOf(open, taskId);
  const progress = open.progress.get(taskId) ?? null;
  const edges = edgesOf(open, taskId);
  if (session.isJson) session.printJson({ node, progress, edges });
  else session.terminal.print(nodeText(open, node, session.terminal.view));
  return exitCode.ok;
}

function nodeText(open: OpenPlan, node: PlanNode, view: View): string {
  const progress = open.progress.get(node.id);
  const edges = edgesOf(open, node.id);
  const score = progress?.evidenceScore ?? null;
  const about = facts(
    [
      ['Node', node.id],
      ['Title', node.title, 'bold'],
      ['Status', progress?.status, progressFormat(progress?.status ?? 'pending')],
      ['Done', progress === undefined ? null : `${Math.round(progress.percent)} %`],
      ['Evidence', score === null ? null : `${Math.round(score)} of 100`],
      ['Priority', node.priority],
      ['Risk', node.risk],
      ['Agent', node.agentType],
      ['Work', node.estimate === null ? null : workText(node.estimate.minutes)],
      ['Tokens', node.estimate === null ? null : tokensText(node.estimate.tokens)],
      ['Files', node.files.join(', ') || null],
      ['Tags', node.tags.join(', ') || null],
      ['Uses', node.uses.map(({ name, units }) => `${name} (${units})`).join(', ') || null],
      ...edges.map((edge) => ['Edge', edgeText(edge)] as const),
    ],
    view,
  );
  const criteria = [...node.acceptanceCriteria, ...node.completionCriteria];
  return [
    about,
    ...(node.description === '' ? [] : ['', plainText(node.description)]),
    ...(criteria.length === 0 ? [] : ['', ...criteria.map((text) => `- ${plainText(text)}`)]),
  ].join('\n');
}

const edgeColumns: readonly Column<PlanEdge>[] = [
  { title: 'FROM', text: ({ from }) => from },
  { title: 'TO', text: ({ to }) => to },
  { title: 'KIND', text: ({ kind, when }) => (when === undefined ? kind : `${kind}, ${when}`) },
];

/** The dependencies of a node, or of the whole plan. */
export async function listDependencies(
  tony: Tony,
  { taskId, plan: named }: { taskId?: string; plan?: string },
): Promise<number> {
  const { session } = tony;
  const open = await openPlan(tony, named ?? taskId);
  const edges = taskId === undefined ? open.document.edges : edgesOf(open, nodeOf(open, taskId).id);
  if (session.isJson) session.printJson({ planId: open.plan.id, items: edges });
  else if (edges.length === 0) session.terminal.print('Nothing depends on anything here.');
  else session.terminal.print(table(edges, edgeColumns, session.terminal.view));
  return exitCode.ok;
}

function edgesOf({ document }: OpenPlan, id: string): readonly PlanEdge[] {
  return document.edges.filter(({ from, to }) => from === id || to === id);
}

function edgeText({ from, to, kind, when }: PlanEdge): string {
  return `${from} → ${to}, ${kind}${when === undefined ? '' : ` when ${when}`}`;
}
