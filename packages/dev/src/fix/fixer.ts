import type { Finding } from '@mosaic/contract';
import type { ReviewLimits } from '../limits.ts';
import type { Hit } from '../review/hit.ts';
import type { Toolbox } from '../tools/toolbox.ts';

export interface FixContext {
  /** Work tree to change. */
  root: string;
  /** The finding as it stands now. */
  finding: Finding;
  rule: string;
  hits: readonly Hit[];
  toolbox: Toolbox;
  limits: ReviewLimits;
  signal?: AbortSignal | undefined;
}

/** What a fixer did, or why it leaves the finding alone. */
export type FixOutcome =
  | {
      kind: 'applied';
      /** Imperative subject of the commit, such as `remove the debugger statements`. */
      summary: string;
      /** The only files the fixer may have changed. */
      files: string[];
      /** What a person should know or do in addition. */
      notes: string[];
    }
  | { kind: 'unsupported'; reason: string };

/**
 * Changes what one finding is about, deterministically, and nothing else.
 *
 * It writes files below `root` only; checking, committing and undoing is the caller's.
 */
export type Fixer = (context: FixContext) => Promise<FixOutcome>;

/** Files the finding stands in, each once. */
export function hitFiles(hits: readonly Hit[]): string[] {
  return [...new Set(hits.map(({ path }) => path))];
}
