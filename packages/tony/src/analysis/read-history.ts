import { runGit } from '@mosaic/git';
import { analysisLimits as limits } from './analysis-limits.ts';
import type { LocatedCommit } from './locate-commit.ts';

/** What the last commits changed, by path. */
export interface History {
  readonly changes: ReadonlyMap<string, FileChanges>;
  readonly commits: number;
  readonly notes: readonly string[];
}

export interface FileChanges {
  /** Commits that changed the file. */
  readonly commits: number;
  /** Lines added and removed, by author. */
  readonly linesByAuthor: ReadonlyMap<string, number>;
}

interface Counting {
  commits: number;
  readonly linesByAuthor: Map<string, number>;
}

const unknown: History = { changes: new Map(), commits: 0, notes: [] };

/**
 * Churn and authors of the last commits. A history that is too long or too slow to read is left
 * out with a note: everything else of the analysis does without it.
 */
export async function readHistory(located: LocatedCommit): Promise<History> {
  const args = [
    'log',
    '-z',
    '--numstat',
    '--no-renames',
    '--no-textconv',
    '--no-ext-diff',
    '--no-show-signature',
    '--encoding=UTF-8',
    `--max-count=${limits.commitsMax}`,
    '--format=%x01%aN',
    located.commit,
    '--',
  ];
  try {
    const { stdout } = await runGit(args, {
      gitDir: located.gitDir,
      maxOutput: limits.historyBytesMax,
      timeoutMs: limits.historyMs,
      // The oldest commit of a shallow clone looks as if it had made everything.
      config: located.isShallow ? [['log.showRoot', 'false']] : [],
    });
    const notes = located.isShallow
      ? ['The clone is shallow: changes and owners come from the few commits it has.']
      : [];
    return { ...countChanges(stdout), notes };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ...unknown, notes: [`Changes and owners are not known: ${why}`] };
  }
}

function countChanges(output: string): Pick<History, 'changes' | 'commits'> {
  const changes = new Map<string, Counting>();
  let author = '';
  let commits = 0;
  for (const record of output.split('\0')) {
    const text = record.replace(/^\n+/, '');
    if (text.startsWith('\u0001')) {
      author = cleanName(text.slice(1));
      commits += 1;
      continue;
    }
    const stat = /^(\d+|-)\t(\d+|-)\t([\s\S]+)$/.exec(text);
    const path = stat?.[3];
    if (path === undefined) continue;
    const lines = (Number(stat?.[1]) || 0) + (Number(stat?.[2]) || 0);
    const counting = changes.get(path) ?? { commits: 0, linesByAuthor: new Map() };
    counting.commits += 1;
    counting.linesByAuthor.set(author, (counting.linesByAuthor.get(author) ?? 0) + lines);
    changes.set(path, counting);
  }
  return { changes, commits };
}

function cleanName(name: string): string {
  const clean = name.replace(/[\p{Cc}\p{Cf}]/gu, ' ').trim();
  return clean.slice(0, limits.nameCharsMax) || 'unknown';
}
