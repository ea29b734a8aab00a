import { idsIn } from './decomposition-ids.ts';
import { type MarkdownLine, markdownLines, tableCells } from './markdown-lines.ts';

/** Forms of documents a plan is read from. */
export const documentFormats = [
  'prd',
  'outline',
  'tasks',
  'report',
  'decomposition',
  'plan',
  'athms',
] as const;

export type DocumentFormat = (typeof documentFormats)[number];

/** Lines looked at: the form of a document shows early. */
const linesMax = 2_000;

/**
 * Tells the form of a Markdown document from what stands in it: a task table, findings with
 * severities, ids of a decomposition, the words of a requirements document. Anything else is an
 * outline.
 */
export function detectMarkdown(text: string): Exclude<DocumentFormat, 'plan' | 'athms'> {
  const { lines } = markdownLines(head(text));
  let ids = 0;
  let findings = 0;
  let requirements = 0;
  for (const line of lines) {
    if (line.kind === 'row') {
      if (line.columns[0] === 'id' && line.columns.includes('depends_on')) return 'tasks';
      const isSevere = line.columns.includes('severity') && findingId.test(line.cells[0] ?? '');
      if (isSevere) findings += 1;
      if (line.columns.some((column) => /^requirements?$/.test(column))) requirements += 2;
      continue;
    }
    if (line.kind === 'blank') continue;
    if (findingId.test(line.text.replace(/^\W+/, ''))) findings += 1;
    if (line.kind !== 'text' && hasTreeId(line)) ids += 1;
    requirements += requirementSigns(line);
  }
  if (/^\|.*\bstatus\b/im.test(head(text)) && isTaskTable(text)) return 'tasks';
  if (ids >= 2) return 'decomposition';
  if (findings >= 1 && /\b(?:severity|critical|high|medium|low)\b/i.test(head(text)))
    return 'report';
  return requirements >= 2 ? 'prd' : 'outline';
}

const findingId = /^(?:SEC|CQ|TEST|QA|DEP|DOC|PERF|BUG)(?:-[A-Z][A-Z0-9]{0,11}){0,3}-\d{1,5}\b/;

function hasTreeId(line: Exclude<MarkdownLine, { kind: 'row' | 'blank' }>): boolean {
  return idsIn(line.text).some(({ prefix }) => prefix !== 'N' || line.kind !== 'code');
}

function requirementSigns(line: Exclude<MarkdownLine, { kind: 'row' | 'blank' }>): number {
  const text = line.text.slice(0, 400);
  let signs = 0;
  if (/\bas an? .{1,200}\bi (?:want|need)\b/i.test(text)) signs += 2;
  if (/acceptance criteria|user stor(?:y|ies)|product requirements|\bPRD\b/i.test(text)) signs += 1;
  if (/\b(?:MUST|SHALL|SHOULD)\b/.test(text)) signs += 1;
  if (/\b(?:FR|NFR|US|REQ)-?\d/.test(text)) signs += 1;
  const isHeading = line.kind === 'heading';
  if (isHeading && /requirements|must have|should have|non-goals|personas/i.test(text)) signs += 1;
  return signs;
}

/** Whether the heading of a table is that of `docs/tasks.md`, also where no row follows. */
function isTaskTable(text: string): boolean {
  return head(text)
    .split('\n')
    .some((row) => {
      const columns = row.startsWith('|') ? tableCells(row.slice(0, 1_000)) : null;
      const names = columns?.map((column) => column.toLowerCase()) ?? [];
      return names[0] === 'id' && names.includes('status') && names.includes('depends_on');
    });
}

/** The first lines, in bounded characters. */
function head(text: string): string {
  return text.slice(0, 400_000).split('\n', linesMax).join('\n');
}
