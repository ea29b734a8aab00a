import { visibleText } from '@mosaic/contract';
import { documentLimits } from '../documents/document-limits.ts';
import { isDelimiterRow, splitRow } from '../documents/table-row.ts';

/** One line of a report, told apart by what it is. `line` counts from 1. */
export type Block =
  | { kind: 'heading'; line: number; raw: string; depth: number; text: string }
  | { kind: 'item'; line: number; raw: string; indent: number; text: string }
  | { kind: 'text'; line: number; raw: string; indent: number; text: string }
  /** Heading row of a table; its delimiter row is part of `raw`. */
  | { kind: 'table'; line: number; raw: string; cells: string[] }
  | { kind: 'row'; line: number; raw: string; cells: string[] }
  /** A fence or a line inside one: never structure. */
  | { kind: 'code'; line: number; raw: string }
  | { kind: 'blank'; line: number; raw: string };

export interface Scan {
  blocks: Block[];
  /** What hides text from the reader, such as a comment that is never closed. */
  problems: { line: number; message: string }[];
}

/**
 * Tells the lines of a Markdown text apart, in one pass and in time linear to its length.
 *
 * A full Markdown parser is not used on purpose: hostile nesting costs those seconds, and
 * a report needs no inline structure. HTML comments are removed, quotes are read as what
 * they quote.
 */
export function scanBlocks(text: string): Scan {
  const scan: Scan = { blocks: [], problems: [] };
  const lines = withoutComments(visibleText(text).split('\n'), scan.problems);
  let isTable = false;
  for (let index = 0; index < lines.length; index += 1) {
    const { text: raw, isCode } = lines[index] ?? { text: '', isCode: false };
    const line = index + 1;
    const next = lines[index + 1];
    if (isCode) {
      scan.blocks.push({ kind: 'code', line, raw });
      isTable = false;
      continue;
    }
    const cells = raw.includes('|') ? splitRow(raw) : null;
    if (cells !== null && isTable) {
      scan.blocks.push({ kind: 'row', line, raw, cells });
      continue;
    }
    isTable = cells !== null && next !== undefined && !next.isCode && isDelimiterRow(next.text);
    if (isTable && cells !== null) {
      scan.blocks.push({ kind: 'table', line, raw: `${raw}\n${next?.text ?? ''}`, cells });
      index += 1;
      continue;
    }
    const block = plainBlock(raw, line);
    if (block.kind === 'text' && next !== undefined && !next.isCode) {
      const depth = underlineDepth(next.text);
      if (depth !== null) {
        const heading = { kind: 'heading', line, raw, depth, text: block.text } as const;
        scan.blocks.push(heading);
        index += 1;
        continue;
      }
    }
    scan.blocks.push(block);
  }
  return scan;
}

/** The marker of a code fence that a line opens or closes; null when it does neither. */
export function fenceMarker(line: string): string | null {
  return /^\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(`{3,}|~{3,})/.exec(line)?.[1] ?? null;
}

/** Whether a line ends the fence that `marker` opened. */
export function closesFence(line: string, marker: string): boolean {
  const trimmed = line.trim();
  return trimmed.length >= marker.length && trimmed === marker.charAt(0).repeat(trimmed.length);
}

/** `===` and `---` below a paragraph make it a heading. */
function underlineDepth(line: string): number | null {
  const trimmed = line.trim();
  if (trimmed === '' || line.search(/\S/) > 3) return null;
  if (trimmed === '='.repeat(trimmed.length)) return 1;
  return trimmed.length > 1 && trimmed === '-'.repeat(trimmed.length) ? 2 : null;
}

function plainBlock(raw: string, line: number): Block {
  const indent = raw.search(/\S/);
  if (indent === -1) return { kind: 'blank', line, raw };
  const text = raw.trim();
  const hashes = /^#{1,6}(?=\s|$)/.exec(text)?.[0];
  if (hashes !== undefined && indent <= 3) {
    return { kind: 'heading', line, raw, depth: hashes.length, text: headingText(text, hashes) };
  }
  const marker = /^(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?(?=\S)/.exec(text)?.[0];
  if (marker !== undefined) {
    return { kind: 'item', line, raw, indent, text: text.slice(marker.length) };
  }
  return { kind: 'text', line, raw, indent, text };
}

/** Without the hashes before and, unless escaped, after. */
function headingText(text: string, hashes: string): string {
  const inner = text.slice(hashes.length).trim();
  let end = inner.length;
  while (inner.charAt(end - 1) === '#') end -= 1;
  return end === 0 || /\s/.test(inner.charAt(end - 1)) ? inner.slice(0, end).trim() : inner;
}

interface Line {
  text: string;
  isCode: boolean;
}

/** Cuts long lines, marks code, removes comments and the marks of quotes. */
function withoutComments(lines: readonly string[], problems: Scan['problems']): Line[] {
  let fence: { marker: string; line: number; isQuoted: boolean } | null = null;
  let comment: number | null = null;
  const result = lines.map((original, index): Line => {
    let text = original.trimEnd();
    if (text.length > documentLimits.lineCharsMax) {
      text = text.slice(0, documentLimits.lineCharsMax).toWellFormed();
      problems.push({ line: index + 1, message: 'the line is too long; its end was not read' });
    }
    if (fence !== null) {
      if (fence.isQuoted) text = unquoted(text);
      if (closesFence(text, fence.marker)) fence = null;
      return { text, isCode: true };
    }
    if (comment !== null) {
      const end = text.indexOf('-->');
      if (end === -1) return { text: '', isCode: false };
      comment = null;
      text = text.slice(end + 3);
    }
    const visible = withoutInlineComments(text);
    text = unquoted(visible);
    const marker = fenceMarker(text);
    if (marker !== null) {
      fence = { marker, line: index + 1, isQuoted: text !== visible };
      return { text, isCode: true };
    }
    if (/^\s*<!--/.test(text)) {
      comment = index + 1;
      return { text: '', isCode: false };
    }
    return { text, isCode: false };
  });
  const open = fence as { marker: string; line: number } | null;
  if (open !== null) {
    problems.push({
      line: open.line,
      message: 'the code fence is never closed; nothing after it was read',
    });
  }
  if (comment !== null) {
    problems.push({
      line: comment,
      message: 'the comment is never closed; nothing after it was read',
    });
  }
  return result;
}

/** Removes comments that end on their line, unless escaped or inside a code span. */
function withoutInlineComments(line: string): string {
  let result = '';
  let isSpan = false;
  for (let at = 0; at < line.length; ) {
    if (!isSpan && line.startsWith('<!--', at) && line.charAt(at - 1) !== '\\') {
      const end = line.indexOf('-->', at + 4);
      if (end === -1) return result + line.slice(at);
      at = end + 3;
      continue;
    }
    if (line.charAt(at) === '`') isSpan = !isSpan;
    result += line.charAt(at);
    at += 1;
  }
  return result;
}

/** Removes the marks of a quote, however deep. */
function unquoted(line: string): string {
  const mark = /^ {0,3}>[> ]*/.exec(line)?.[0];
  return mark === undefined ? line : line.slice(mark.length);
}
