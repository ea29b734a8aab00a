import type { Finding } from '@mosaic/contract';
import { parseTasksTable } from '../documents/parse-tasks-table.ts';
import { parseReport } from './parse-report.ts';

/** One line of a task table as a plan takes it up. */
interface ReadTask {
  id: string;
  isDone: boolean;
  description: string;
  repo: string;
  branch: string;
  dependsOn: readonly string[];
  blocks: readonly string[];
  estimateTokens: number | null;
}

/** Reads the documents of missions for whoever makes plans of them. */
export const documentReaders = {
  tasks(text: string): {
    rows: ReadTask[];
    errors: { line: number; message: string }[];
  } {
    const { rows, errors } = parseTasksTable(text);
    return { rows: rows.map((row) => ({ ...row, isDone: row.status === 'done' })), errors };
  },
  /** One file stands for the whole report, so that nobody is told of the files it has not. */
  report(text: string, name: string): { findings: Finding[]; warnings: string[] } {
    const file = /^\d{2}-[^/]*\.md$/i.test(name) ? name : '01-report.md';
    const { findings, warnings } = parseReport(new Map([[file, text]]));
    return { findings, warnings: warnings.filter((text) => !text.includes('has no such file')) };
  },
};
