import { MosaicError, visibleText } from '@mosaic/contract';
import { sourceLimits } from './source-limits.ts';

/** One line of a Markdown document, told apart by what it is. `line` counts from 1. */
export type MarkdownLine =
  | { kind: 'heading'; line: number; depth: number; text: string }
  | { kind: 'item'; line: number; indent: number; isChecked: boolean | null; text: string }
  /** A row of a table, with the lower-case names of its columns. */
  | { kind: 'row'; line: number; columns: readonly string[]; cells: string[] }
  | { kind: 'text'; line: number; indent: number; text: string }
  | { kind: 'code'; line: number; text: string }
  | { kind: 'blank'; line: number };

export interface MarkdownText {
  lines: MarkdownLine[];
  /** `title` of the front matter. */
  title: string | null;
  notes: string[];
}

/**
 * Tells the lines of a Markdown document apart in one pass and in time linear to its length.
 *
 * No full Markdown parser on purpose: hostile nesting costs those seconds, and a plan needs
 * headings, lists and tables only. Comments, rules and control characters are left out.
 * Throws `invalid_input` for more lines than are read.
 */
export function markdownLines(text: string): MarkdownText {
  const { rows, firstLine, title } = withoutFrontMatter(visibleText(text).split('\n'));
  if (rows.length > sourceLimits.linesMax) {
    throw new MosaicError(
      'invalid_input',
      `Line ${sourceLimits.linesMax + 1}: a document may have ${sourceLimits.linesMax} lines. Split it.`,
    );
  }
  const result: MarkdownText = { lines: [], title, notes: [] };
  let fence: string | null = null;
  let isComment = false;
  let columns: string[] | null = null;
  let cut = 0;
  for (let at = 0; at < rows.length; at += 1) {
    const line = firstLine + at;
    const whole = rows[at] ?? '';
    const row = whole.slice(0, sourceLimits.lineCharsMax).trimEnd();
    if (row.length < whole.trimEnd().length) cut += 1;
    const mark: string | null = isComment ? null : fenceMark(row);
    if (fence !== null) {
      if (mark?.startsWith(fence) && row.trim() === mark) fence = null;
      else result.lines.push({ kind: 'code', line, text: row });
      continue;
    }
    if (mark !== null) {
      fence = mark;
      continue;
    }
    if (isComment || row.trimStart().startsWith('<!--')) {
      isComment = !row.includes('-->');
      continue;
    }
    const cells = tableCells(row);
    if (cells === null) columns = null;
    else if (columns !== null) {
      if (!isDelimiter(row)) result.lines.push({ kind: 'row', line, columns, cells });
      continue;
    } else if (isDelimiter(rows[at + 1] ?? '')) {
      columns = cells.map((cell) => cell.toLowerCase());
      continue;
    }
    result.lines.push(plain(row, line));
  }
  if (cut > 0) {
    const what = `${cut} lines are longer than ${sourceLimits.lineCharsMax} characters; their ends were not read.`;
    result.notes.push(what);
  }
  if (fence !== null) result.notes.push('A code fence is never closed; nothing after it was read.');
  return result;
}

/** Cells of a table row, trimmed; null for a line that is none. `\|` stays inside a cell. */
export function tableCells(row: string): string[] | null {
  const trimmed = row.trim();
  if (!trimmed.startsWith('|')) return null;
  const cells: string[] = [];
  let cell = '';
  for (let at = 1; at < trimmed.length; at += 1) {
    const character = trimmed.charAt(at);
    if (character === '\\' && trimmed.charAt(at + 1) === '|') {
      cell += '|';
      at += 1;
    } else if (character === '|') {
      cells.push(cell.trim());
      cell = '';
    } else cell += character;
  }
  if (cell.trim() !== '') cells.push(cell.trim());
  return cells;
}

function isDelimiter(row: string): boolean {
  const start = row.slice(0, sourceLimits.lineCharsMax);
  return start.includes('-') && start.includes('|') && /^[\s|:-]+$/.test(start);
}

function fenceMark(row: string): string | null {
  return /^\s{0,12}(`{3,}|~{3,})/.exec(row)?.[1] ?? null;
}

function plain(row: string, line: number): MarkdownLine {
  const text = row.trim();
  if (text === '' || /^(?:-{3,}|\*{3,}|_{3,}|={3,})$/.test(text)) return { kind: 'blank', line };
  const indent = indentOf(row);
  // Some documents number their levels with more hashes than Markdown knows.
  const hashes = /^#{1,8}(?=\s)/.exec(text)?.[0];
  if (hashes !== undefined && indent <= 3) {
    return { kind: 'heading', line, depth: hashes.length, text: headingText(text, hashes.length) };
  }
  const item = /^(?:[-*+•]|\d{1,9}[.)])\s+(?=\S)/.exec(text)?.[0];
  if (item === undefined) return { kind: 'text', line, indent, text };
  const rest = text.slice(item.length);
  const box = /^\[([ xX✓✔~/-]?)\]\s+(?=\S)/.exec(rest);
  const isChecked = box === null ? null : /[xX✓✔]/.test(box[1] ?? '');
  return { kind: 'item', line, indent, isChecked, text: rest.slice(box?.[0].length ?? 0) };
}

function headingText(text: string, hashes: number): string {
  let end = text.length;
  while (text.charAt(end - 1) === '#') end -= 1;
  const isClosed = end < text.length && /\s/.test(text.charAt(end - 1));
  return text.slice(hashes, isClosed ? end : text.length).trim();
}

/** Columns before the first visible character; a tab counts as four. */
function indentOf(row: string): number {
  let indent = 0;
  for (const character of row) {
    if (character === '\t') indent += 4 - (indent % 4);
    else if (character === ' ') indent += 1;
    else break;
  }
  return indent;
}

function withoutFrontMatter(rows: readonly string[]): {
  rows: readonly string[];
  firstLine: number;
  title: string | null;
} {
  const end = rows[0]?.trimEnd() === '---' ? rows.indexOf('---', 1) : -1;
  if (end === -1 || end > 200) return { rows, firstLine: 1, title: null };
  const named = rows.slice(1, end).find((row) => row.startsWith('title:'));
  const title =
    named
      ?.slice('title:'.length)
      .trim()
      .replaceAll(/^["']|["']$/g, '') || null;
  return { rows: rows.slice(end + 1), firstLine: end + 2, title };
}
