import { visibleText } from '@mosaic/contract';
import { escapeCell, isDelimiterRow, layoutTable, splitRow } from './table-row.ts';
import { type TaskRow, taskColumns } from './task-row.ts';
import { formatTokens } from './token-format.ts';

/** Renders the table of `docs/tasks.md`. */
export function renderTasksTable(rows: readonly TaskRow[]): string {
  return layoutTable(taskColumns, rows.map(rowCells));
}

/**
 * Puts the rows into a whole document, in place of its task table, and keeps everything
 * around it. A document without one gets it at the end.
 */
export function replaceTasksTable(document: string, rows: readonly TaskRow[]): string {
  const lines = document.replaceAll('\r\n', '\n').split('\n');
  const start = findTasksTable(lines);
  const table = renderTasksTable(rows).trimEnd();
  if (start === null) return `${document.trimEnd()}\n\n${table}\n`.trimStart();
  let end = start;
  while (end < lines.length && (lines[end] ?? '').includes('|')) end += 1;
  return `${[...lines.slice(0, start), table, ...lines.slice(end)].join('\n').trimEnd()}\n`;
}

/** Index of the heading line of the first task table outside code fences; null without one. */
export function findTasksTable(lines: readonly string[]): number | null {
  let fence: string | null = null;
  for (const [index, line] of lines.entries()) {
    const marker = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (marker !== undefined) {
      if (fence === null) fence = marker;
      else if (marker.startsWith(fence)) fence = null;
      continue;
    }
    if (fence !== null || !isDelimiterRow(lines[index + 1] ?? '')) continue;
    const names = splitRow(line)?.map((name) => name.toLowerCase());
    if (names?.[0] === 'id' && names.includes('status')) return index;
  }
  return null;
}

function rowCells(row: TaskRow): string[] {
  return [
    row.id,
    row.status,
    row.description,
    row.issue ?? '',
    row.repo,
    row.branch,
    row.dependsOn.join(', '),
    row.blocks.join(', '),
    row.agent ?? '',
    row.startedAt ?? '',
    row.completedAt ?? '',
    row.estimateTokens === null ? '' : formatTokens(row.estimateTokens),
    row.usedTokens === null ? '' : formatTokens(row.usedTokens),
  ].map((cell) => escapeCell(visibleText(cell)));
}
