import { visibleText } from '@mosaic/contract';
import { documentLimits } from '../documents/document-limits.ts';
import { shorten } from '../documents/plain-text.ts';
import { isDelimiterRow } from '../documents/table-row.ts';
import { findingLead } from './finding-lead.ts';
import { trimLines } from './join-bodies.ts';
import { lineLabels } from './line-labels.ts';
import { closesFence, fenceMarker } from './scan-blocks.ts';

/**
 * Escapes the lines of a body that would be read as structure, each by one backslash before
 * its first character. Code fences that are closed stay as they are.
 */
export function escapeBody(body: string): string {
  const text = shorten(visibleText(body), documentLimits.bodyCharsMax);
  const lines = trimLines(text.split('\n').map((line) => line.trimEnd())).split('\n');
  const ends = closedFences(lines);
  let codeUntil = -1;
  const escaped = lines.map((line, index) => {
    codeUntil = Math.max(codeUntil, ends.get(index) ?? -1);
    return index <= codeUntil ? line : escapeLine(line);
  });
  return escaped.join('\n');
}

/** Opening line to closing line of every code fence that is closed. */
function closedFences(lines: readonly string[]): Map<number, number> {
  const ends = new Map<number, number>();
  let open: { marker: string; index: number } | null = null;
  for (const [index, line] of lines.entries()) {
    if (open === null) {
      const marker = fenceMarker(line);
      if (marker !== null) open = { marker, index };
    } else if (closesFence(line, open.marker)) {
      ends.set(open.index, index);
      open = null;
    }
  }
  return ends;
}

function escapeLine(line: string): string {
  const text = line.replaceAll('<!--', '\\<!--');
  const indent = text.search(/\S/);
  if (indent === -1) return '';
  const start = text.slice(indent);
  const bare = start.replace(/^(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?/, '');
  const isStructure =
    /^[#>|\\]|^(?:={1,}|-{2,})$/.test(start) ||
    fenceMarker(start) !== null ||
    isDelimiterRow(start) ||
    lineLabels(bare).length > 0 ||
    findingLead(bare) !== null;
  return isStructure ? `${text.slice(0, indent)}\\${start}` : text;
}
