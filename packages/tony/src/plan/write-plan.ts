import type { PlanDocument, PlanNode } from '@mosaic/contract';
import { codeSpan } from './markdown/code-list.ts';
import { edgesAtNodes, writeEdge } from './markdown/edge-text.ts';
import { escapeText, quoteText } from './markdown/escape-text.ts';
import { writeEstimate } from './markdown/estimate-text.ts';
import { levelNumber, parentIdOf } from './node-id.ts';

/** Comment by which our own Markdown is told from other documents. */
export const planMarker = '<!-- mosaic plan 1 -->';

/**
 * Writes a plan for people: a heading for each node down to the subtasks, atomics as lists, and
 * with each node its dependencies, files and criteria. `planFromMarkdown` reads exactly the same
 * document back.
 */
export function planToMarkdown(document: PlanDocument): string {
  const atNodes = edgesAtNodes(document);
  const lines = [...head(document)];
  let wasAtomic = false;
  for (const node of document.nodes) {
    const isAtomic = levelNumber(node.id) === 5;
    if (!(wasAtomic && isAtomic)) lines.push('');
    lines.push(...nodeLines(node, atNodes?.get(node.id) ?? []));
    wasAtomic = isAtomic;
  }
  lines.push(...section('Resources', document.resources.map(resourceLine)));
  if (atNodes === null) lines.push(...section('Dependencies', document.edges.map(writeEdge)));
  lines.push(
    ...section(
      'Other plans',
      document.externals.map(({ nodeId, planId, otherId }) =>
        otherId === null
          ? `${nodeId} waits for ${planId}`
          : `${nodeId} waits for ${otherId} of ${planId}`,
      ),
    ),
  );
  return `${lines.join('\n')}\n`;
}

/** Writes a plan as JSON; `planFromJson` reads exactly the same document back. */
export function planToJson(document: PlanDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

function head({ title, goal, source }: PlanDocument): string[] {
  const name = source.name === null ? '' : ` ${codeSpan(source.name)}`;
  const quoted = quoteText(goal, '');
  return [
    `# ${escapeText(title)}`,
    '',
    planMarker,
    ...(quoted.length === 0 ? [] : ['', ...quoted]),
    '',
    `Source: ${source.kind}${name}`,
  ];
}

function nodeLines(node: PlanNode, edges: readonly string[]): string[] {
  const level = levelNumber(node.id);
  const isAtomic = level === 5;
  const indent = isAtomic ? '  ' : '';
  const title = escapeText(node.title).replace(/\[(?=[^[\]]*\]$)/, '\\[');
  const estimate = node.estimate === null ? '' : ` [${writeEstimate(node.estimate)}]`;
  const first = isAtomic ? '- [ ]' : '#'.repeat(level + 2);
  const quoted = quoteText(node.description, indent);
  const facts = factLines(node, edges).map((line) => `${indent}- ${line}`);
  const gap = isAtomic ? [] : [''];
  return [
    `${first} ${node.id} ${title}${estimate}`,
    ...(quoted.length === 0 ? [] : [...gap, ...quoted]),
    ...(facts.length === 0 ? [] : [...gap, ...facts]),
  ];
}

function factLines(node: PlanNode, edges: readonly string[]): string[] {
  const { agentType, taskType, priority, risk } = node;
  const facts = [
    agentType,
    taskType,
    priority === 'medium' ? null : `${priority} priority`,
    risk === 'low' ? null : `${risk} risk`,
  ].filter((fact) => fact !== null);
  const uses = node.uses.map(({ name, units }) => `${units} × ${codeSpan(name)}`);
  return [
    ...(node.parentId === parentIdOf(node.id) ? [] : [`Parent: ${node.parentId ?? 'none'}`]),
    ...(facts.length === 0 ? [] : [facts.join(' · ')]),
    ...edges,
    ...listLine('Files', node.files.map(codeSpan)),
    ...listLine('Uses', uses),
    ...listLine('Tags', node.tags.map(codeSpan)),
    ...node.completionCriteria.map((line) => `Done when: ${escapeText(line)}`),
    ...node.acceptanceCriteria.map((line) => `Accepted when: ${escapeText(line)}`),
  ];
}

function listLine(label: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`${label}: ${items.join(', ')}`];
}

function resourceLine({ name, capacity, lockId }: PlanDocument['resources'][number]): string {
  return `${capacity} × ${codeSpan(name)}${lockId === null ? '' : `, lock ${codeSpan(lockId)}`}`;
}

function section(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : ['', `## ${title}`, '', ...items.map((item) => `- ${item}`)];
}
