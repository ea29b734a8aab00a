import type { Severity } from '@mosaic/contract';
import { severities } from '@mosaic/contract';
import type { Block } from './scan-blocks.ts';
import { wholeSeverity } from './severity-word.ts';

export type SeverityCounts = Partial<Record<Severity, number>>;

/**
 * Reads the counts an overview claims: a table with a line per severity, a table with a
 * column per severity (its total, or the sum of its lines), or a list. The first claim about
 * a severity counts. Null when there is none.
 */
export function severityCounts(blocks: readonly Block[]): SeverityCounts | null {
  const counts: SeverityCounts = {};
  let columns: ColumnCounts | null = null;
  let countColumn = -1;
  const claim = (severity: Severity, count: number) => {
    counts[severity] ??= count;
  };
  for (const block of blocks) {
    if (block.kind !== 'row') {
      columns?.claimAll(claim);
      columns = block.kind === 'table' ? columnCounts(block.cells) : null;
    }
    if (block.kind === 'table') countColumn = countColumnOf(block.cells);
    else if (block.kind === 'row') {
      if (columns !== null) columns.add(block.cells);
      else claimRow(block.cells, countColumn, claim);
    } else if (block.kind === 'item' || block.kind === 'text') claimLine(block.text, claim);
  }
  columns?.claimAll(claim);
  return severities.some((severity) => counts[severity] !== undefined) ? counts : null;
}

type Claim = (severity: Severity, count: number) => void;

interface ColumnCounts {
  add(cells: readonly string[]): void;
  claimAll(claim: Claim): void;
}

/** A table whose headings are severities; null for every other. */
function columnCounts(header: readonly string[]): ColumnCounts | null {
  const columns = header.flatMap((cell, at) => {
    const severity = wholeSeverity(plain(cell));
    return severity === null ? [] : [{ severity, at }];
  });
  if (columns.length < 2) return null;
  const sums: SeverityCounts = {};
  const totals: SeverityCounts = {};
  return {
    add(cells) {
      const into = /^(?:total|sum|all)\b/i.test(plain(cells[0] ?? '')) ? totals : sums;
      for (const { severity, at } of columns) {
        const count = wholeNumber(cells[at] ?? '');
        if (count !== null) into[severity] = (into[severity] ?? 0) + count;
      }
    },
    claimAll(claim) {
      for (const severity of severities) {
        const count = totals[severity] ?? sums[severity];
        if (count !== undefined) claim(severity, count);
      }
    },
  };
}

function countColumnOf(header: readonly string[]): number {
  return header.findIndex((cell) =>
    /^(?:count|total|number|findings|issues|#)$/i.test(plain(cell)),
  );
}

function claimRow(cells: readonly string[], countColumn: number, claim: Claim): void {
  const severity = wholeSeverity(plain(cells[0] ?? ''));
  if (severity === null) return;
  const candidates = countColumn > 0 ? [cells[countColumn] ?? ''] : cells.slice(1, 20);
  const count = candidates.map(wholeNumber).find((each) => each !== null);
  if (count !== undefined && count !== null) claim(severity, count);
}

/** "Critical: 3", "**High:** 12 findings", "3 critical". */
function claimLine(text: string, claim: Claim): void {
  const line = plain(text);
  const after = /^([a-z0-9]{2,13})[a-z ]{0,20}[:=–—-]\s{0,9}(\d{1,5})(?!\d)[a-z ]{0,30}$/i.exec(
    line,
  );
  const before = /^(\d{1,5})\s{1,9}([a-z]{2,13})(?: [a-z ]{0,40})?$/i.exec(line);
  const severity = wholeSeverity(after?.[1] ?? before?.[2] ?? '');
  if (severity !== null) claim(severity, Number(after?.[2] ?? before?.[1]));
}

function wholeNumber(cell: string): number | null {
  const text = plain(cell);
  return /^\d{1,5}$/.test(text) ? Number(text) : null;
}

function plain(text: string): string {
  return text.slice(0, 200).replaceAll(/[*_`]/g, '').trim();
}
