import type { Finding } from '@mosaic/contract';

/** One row of a task table, as far as a plan needs it. */
export interface TaskTableRow {
  id: string;
  isDone: boolean;
  description: string;
  /** Workspace or component. */
  repo: string;
  branch: string;
  dependsOn: readonly string[];
  blocks: readonly string[];
  estimateTokens: number | null;
}

/**
 * Readers of documents whose form other packages own. They come in from outside because this
 * package stands below those that own them.
 */
export interface DocumentReaders {
  /** Reads the table of `docs/tasks.md`; `line` counts from 1. */
  readonly tasks?: (text: string) => {
    rows: readonly TaskTableRow[];
    errors: readonly { line: number; message: string }[];
  };
  /** Reads one file of a review report. */
  readonly report?: (
    text: string,
    name: string,
  ) => { findings: readonly Finding[]; warnings: readonly string[] };
}
