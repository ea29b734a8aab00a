import { parseTokenCount, TaskStatus, visibleText } from '@mosaic/contract';
import { documentLimits } from './document-limits.ts';
import { oneLine } from './plain-text.ts';
import { isDelimiterRow, splitRow } from './table-row.ts';
import { type TaskColumn, type TaskRow, taskColumns } from './task-row.ts';
import { findTasksTable } from './tasks-table.ts';

/** What is wrong with `docs/tasks.md`, and where. */
export interface TaskTableError {
  /** 1 is the first line of the document. */
  line: number;
  /** Column at fault; null when it is the row or the table. */
  column: TaskColumn | null;
  message: string;
}

/**
 * Reads the task table of a document, also one typed by hand with other padding.
 *
 * Rows with an error are left out, so nobody works from half a row: go on only without
 * errors. Rows that name each other but cannot are errors too (unknown or repeated ids).
 */
export function parseTasksTable(text: string): { rows: TaskRow[]; errors: TaskTableError[] } {
  const lines = visibleText(text).split('\n');
  const start = findTasksTable(lines);
  if (start === null) {
    const message = `There is no task table. Add one with the columns ${taskColumns.join(', ')}.`;
    return { rows: [], errors: [{ line: 1, column: null, message }] };
  }
  const headerError = checkHeader(splitRow(lines[start] ?? '') ?? [], start + 1);
  if (headerError !== null) return { rows: [], errors: [headerError] };
  const errors: TaskTableError[] = [];
  const rows: { row: TaskRow; line: number }[] = [];
  for (let index = start + 2; index < lines.length; index += 1) {
    const cells = splitRow(lines[index] ?? '');
    if (cells === null) break;
    if (isDelimiterRow(lines[index] ?? '')) continue;
    if (rows.length >= documentLimits.taskRowsMax) {
      const message = `Only the first ${documentLimits.taskRowsMax} rows are read. Split the mission.`;
      errors.push({ line: index + 1, column: null, message });
      break;
    }
    const found: TaskTableError[] = [];
    const row = readRow(cells, index + 1, found);
    if (found.length === 0) rows.push({ row, line: index + 1 });
    errors.push(...found);
  }
  errors.push(...checkReferences(rows, errors.length === 0));
  return { rows: rows.map(({ row }) => row), errors };
}

function checkHeader(names: readonly string[], line: number): TaskTableError | null {
  for (const [index, column] of taskColumns.entries()) {
    const name = names[index] ?? '';
    if (name.toLowerCase() === column) continue;
    const found = name === '' ? 'nothing' : `"${oneLine(name, 40)}"`;
    const message = `Column ${index + 1} must be "${column}" and is ${found}. The order is ${taskColumns.join(', ')}.`;
    return { line, column, message };
  }
  if (names.length === taskColumns.length) return null;
  const message = `The table has ${names.length} columns instead of ${taskColumns.length}. Remove "${oneLine(names[taskColumns.length] ?? '', 40)}".`;
  return { line, column: null, message };
}

function readRow(cells: readonly string[], line: number, errors: TaskTableError[]): TaskRow {
  const cell = (column: TaskColumn): string => {
    const text = cells[taskColumns.indexOf(column)] ?? '';
    return /^[-–—]$/.test(text) ? '' : text;
  };
  const complain = (column: TaskColumn | null, message: string) =>
    errors.push({ line, column, message });
  const checked = (column: TaskColumn, pattern: RegExp, expected: string): string => {
    const text = cell(column);
    if (text !== '' && !pattern.test(text)) {
      complain(column, `"${oneLine(text, 60)}" must be ${expected}.`);
    }
    return text;
  };
  const tokens = (column: TaskColumn): number | null => {
    const text = cell(column);
    const count = text === '' ? null : parseTokenCount(text);
    if (text !== '' && count === null) {
      complain(column, `"${oneLine(text, 60)}" must be tokens such as 8K or 4.2K.`);
    }
    return count;
  };
  if (cells.length !== taskColumns.length) {
    complain(
      null,
      `The row has ${cells.length} cells instead of ${taskColumns.length}. Write a bar inside a cell as \\|.`,
    );
  }
  const status = TaskStatus.safeParse(cell('status'));
  if (!status.success) {
    complain(
      'status',
      `"${oneLine(cell('status'), 60)}" must be ${TaskStatus.options.join(', ')}.`,
    );
  }
  const id = checked('id', taskId, 'a task id such as MS-SEC-001');
  if (id === '') complain('id', 'The id is missing. Give the task one such as MS-SEC-001.');
  const list = (column: 'depends_on' | 'blocks') =>
    checked(column, idList, 'task ids separated by commas')
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '');
  return {
    id,
    status: status.success ? status.data : 'not-started',
    description: cell('description'),
    issue: checked('issue', /^#\d{1,9}$/, 'an issue such as #337') || null,
    repo: cell('repo'),
    branch: checked('branch', /^[^\s~^:?*[\\]{1,200}$/, 'a branch name') || '',
    dependsOn: list('depends_on'),
    blocks: list('blocks'),
    agent: cell('agent') || null,
    startedAt: checked('started_at', instant, 'a time in ISO 8601') || null,
    completedAt: checked('completed_at', instant, 'a time in ISO 8601') || null,
    estimateTokens: tokens('estimate'),
    usedTokens: tokens('used'),
  };
}

/** `MS-SEC-001`, or for an atomic of a plan the id of its node. */
const taskId = /^(?:[A-Z][A-Z0-9]{0,11}-[A-Z][A-Z0-9]{0,11}-\d{3,5}|A\.\d{3}(?:\.\d{2}){5})$/;
const idList = /^[A-Z0-9.-]{1,40}(?:\s*,\s*[A-Z0-9.-]{1,40})*\s*,?$/;
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/** Repeated ids always; unknown ids only when every row could be read, else they may be in one that could not. */
function checkReferences(
  rows: readonly { row: TaskRow; line: number }[],
  isComplete: boolean,
): TaskTableError[] {
  const lineOf = new Map<string, number>();
  const errors: TaskTableError[] = [];
  for (const { row, line } of rows) {
    const first = lineOf.get(row.id);
    if (first !== undefined) {
      const message = `${row.id} is already the id of line ${first}. Give one of them another.`;
      errors.push({ line, column: 'id', message });
    } else lineOf.set(row.id, line);
  }
  if (!isComplete) return errors;
  for (const { row, line } of rows) {
    const columns = [
      ['depends_on', row.dependsOn],
      ['blocks', row.blocks],
    ] as const;
    for (const [column, ids] of columns) {
      for (const id of ids) {
        if (lineOf.has(id)) continue;
        errors.push({ line, column, message: `There is no task ${id}. Correct or remove it.` });
      }
    }
  }
  return errors;
}
