import { MosaicError, PlanDocument } from '@mosaic/contract';
import { readCodeList } from './markdown/code-list.ts';
import { readEdge } from './markdown/edge-text.ts';
import { unescapeText } from './markdown/escape-text.ts';
import { type DraftNode, readFact, readNodeHead } from './markdown/read-node.ts';
import { planMarker } from './write-plan.ts';

/** Whether a text is Markdown as `planToMarkdown` writes it. */
export function isPlanMarkdown(text: string): boolean {
  return text.slice(0, 2_000).includes(planMarker);
}

/** Reads what `planToJson` wrote. Throws `invalid_input` with the place. */
export function planFromJson(text: string): PlanDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : '';
    throw new MosaicError('invalid_input', `This is no JSON: ${reason}`, { cause });
  }
  const parsed = PlanDocument.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new MosaicError(
    'invalid_input',
    `This JSON is no plan: ${issue?.path.join('.')}: ${issue?.message}`,
  );
}

/** What has been read so far. */
interface Reading {
  title: string | null;
  source: { kind: string; name: string | null } | null;
  readonly goal: string[];
  readonly nodes: DraftNode[];
  readonly nodeLines: number[];
  readonly edges: unknown[];
  readonly resources: unknown[];
  readonly externals: unknown[];
  /** Heading at the end that the lines belong to; null among the nodes. */
  section: string | null;
}

/**
 * Reads what `planToMarkdown` wrote, also after people changed it. Throws `invalid_input` that
 * names the first line it cannot take; whether the plan is any good is for `compilePlan` to tell.
 */
export function planFromMarkdown(text: string): PlanDocument {
  const reading: Reading = {
    title: null,
    source: null,
    goal: [],
    nodes: [],
    nodeLines: [],
    edges: [],
    resources: [],
    externals: [],
    section: null,
  };
  for (const [at, raw] of text.split('\n').entries()) {
    const line = withoutEnd(raw);
    if (line === '' || /^<!--.*-->$/.test(line) || line === '---') continue;
    const problem = readLine(reading, line, at + 1);
    if (problem !== null) {
      const shown = line.trim().slice(0, 80);
      throw new MosaicError('invalid_input', `Line ${at + 1} "${shown}": ${problem}`);
    }
  }
  return finish(reading);
}

/** Editors end lines their own way; written plans have no blanks there that mean anything. */
function withoutEnd(line: string): string {
  let end = line.length;
  while (end > 0 && ' \t\r'.includes(line[end - 1] ?? '')) end -= 1;
  return line.slice(0, end);
}

/** Gives what is wrong with a line, or null. */
function readLine(reading: Reading, line: string, number: number): string | null {
  const title = /^# (.*)$/.exec(line)?.[1];
  if (title !== undefined) {
    if (reading.title !== null) return 'A plan has one title.';
    reading.title = unescapeText(title);
    return null;
  }
  const section = /^## (Resources|Dependencies|Other plans)$/.exec(line)?.[1];
  if (section !== undefined) {
    reading.section = section;
    return null;
  }
  if (reading.section !== null) return readItem(reading, line, reading.section);
  const head = readNodeHead(line);
  if (typeof head === 'string') return head;
  if (head !== null) {
    reading.nodes.push(head);
    reading.nodeLines.push(number);
    return null;
  }
  return readBody(reading, line);
}

/** A line that belongs to the plan as a whole or to the node above it. */
function readBody(reading: Reading, line: string): string | null {
  const node = reading.nodes.at(-1);
  const quoted = /^\s*>(?: (.*))?$/.exec(line);
  if (quoted !== null) {
    const text = unescapeText(quoted[1] ?? '');
    if (node === undefined) reading.goal.push(text);
    else node.description.push(text);
    return null;
  }
  if (node !== undefined) return readFact(node, line, reading.edges);
  const source = /^Source: ([a-z]+)(?: (.*))?$/.exec(line);
  if (source === null) return 'Only the goal, as a quote, and the source stand before the nodes.';
  const name = source[2] === undefined ? null : readCodeList(source[2])?.[0]?.name;
  if (name === undefined) return 'The name of the source stands in backticks.';
  reading.source = { kind: source[1] ?? '', name };
  return null;
}

function readItem(reading: Reading, line: string, section: string): string | null {
  const item = /^\s*[-*] (.*)$/.exec(line)?.[1];
  if (item === undefined) return `Under "${section}" stand list items only.`;
  if (section === 'Dependencies') {
    const edge = readEdge(item);
    if (edge === null) return 'A dependency looks like "F.001.01 → F.001.02".';
    reading.edges.push(edge);
    return null;
  }
  if (section === 'Other plans') {
    const found = /^(\S+) waits for (?:(\S+) of )?(pln_\S+)$/.exec(item);
    if (found === null) return 'A wait looks like "F.001.01 waits for E.002 of pln_…".';
    const [, nodeId, otherId = null, planId] = found;
    reading.externals.push({ nodeId, planId, otherId });
    return null;
  }
  const [resource, lock] = readCodeList(item.replace(/, lock (?=[`"])/, ',')) ?? [];
  if (resource === undefined || resource.units === null) {
    return 'A resource looks like "2 × `database`".';
  }
  const { name, units: capacity } = resource;
  reading.resources.push({ name, capacity, lockId: lock?.name ?? null });
  return null;
}

function finish(reading: Reading): PlanDocument {
  const { title, source, goal, edges, resources, externals } = reading;
  if (title === null) {
    throw new MosaicError('invalid_input', 'The plan has no title. Begin with a line "# Title".');
  }
  const parsed = PlanDocument.safeParse({
    title,
    goal: goal.join('\n'),
    source: source ?? { kind: 'markdown', name: null },
    nodes: reading.nodes.map((node) => ({ ...node, description: node.description.join('\n') })),
    edges,
    resources,
    externals,
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  const line = path[0] === 'nodes' ? reading.nodeLines[Number(path[1])] : undefined;
  const place = line === undefined ? path.join('.') : `Line ${line}, ${path.slice(2).join('.')}`;
  throw new MosaicError('invalid_input', `${place}: ${issue?.message}`);
}
