import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import type { ReviewLimits } from '../limits.ts';
import { gitCommand, gitEnvironment } from '../tools/git-command.ts';
import { isPrintablePath } from '../tools/plain-text.ts';
import type { Toolbox } from '../tools/toolbox.ts';

export interface RepositoryFile {
  /** Relative to the repository, with forward slashes. */
  path: string;
  bytes: number;
}

export interface FileListing {
  files: RepositoryFile[];
  notes: string[];
}

/** Never looked into when a directory without git is walked. */
const skippedFolders = new Set(['.git', 'node_modules', '.hg', '.svn', '.cache', '.venv']);

interface ListOptions {
  root: string;
  toolbox: Toolbox;
  limits: ReviewLimits;
  signal?: AbortSignal | undefined;
}

/**
 * Lists the regular files of a repository, sorted: what git tracks or would track,
 * or everything below `root` where there is no git. Symbolic links are never followed.
 */
export async function listFiles(options: ListOptions): Promise<FileListing> {
  const notes: string[] = [];
  let paths = await trackedFiles(options);
  if (paths === null) {
    notes.push('Not a git repository: every file below the folder was considered.');
    paths = walk(options.root, options.limits);
  }
  paths = [...new Set(paths)].filter((path) => !path.split('/').includes('node_modules')).sort();
  const odd = paths.filter((path) => !isPrintablePath(path));
  if (odd.length > 0) {
    notes.push(`${odd.length} files were skipped because their names hold unprintable characters.`);
    paths = paths.filter(isPrintablePath);
  }
  const { reviewFilesMax, fileBytesMax } = options.limits;
  if (paths.length > reviewFilesMax) {
    notes.push(
      `Only the first ${reviewFilesMax} of ${paths.length} files were reviewed. Review the folders one by one to see the rest.`,
    );
    paths = paths.slice(0, reviewFilesMax);
  }
  const files: RepositoryFile[] = [];
  const large: string[] = [];
  for (const path of paths) {
    const bytes = regularFileBytes(join(options.root, path));
    if (bytes === null) continue;
    if (bytes > fileBytesMax) large.push(path);
    else files.push({ path, bytes });
  }
  if (large.length > 0) notes.push(skipped(large, `larger than ${fileBytesMax} bytes`));
  return { files, notes };
}

/** One sentence about files left out, naming the first few. */
export function skipped(paths: readonly string[], reason: string): string {
  const named = paths.slice(0, 5).join(', ');
  const more = paths.length > 5 ? ` and ${paths.length - 5} more` : '';
  const subject = paths.length === 1 ? 'file was' : 'files were';
  return `${paths.length} ${subject} skipped (${reason}): ${named}${more}.`;
}

/** Asks git without letting the repository's own configuration start a program. */
async function trackedFiles(options: ListOptions): Promise<string[] | null> {
  const { root, toolbox, limits, signal } = options;
  const result = await toolbox.run(
    gitCommand,
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: root, limits, signal, env: gitEnvironment(root) },
  );
  if (result.outcome !== 'exited' || result.exitCode !== 0) return null;
  return result.stdout.split('\0').filter((path) => path !== '');
}

function walk(root: string, limits: ReviewLimits): string[] {
  const paths: string[] = [];
  const visit = (folder: string, depth: number) => {
    if (depth > limits.directoryDepthMax || paths.length > limits.reviewFilesMax) return;
    for (const entry of entries(join(root, folder))) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory() && !skippedFolders.has(basename(path))) visit(path, depth + 1);
      else if (entry.isFile()) paths.push(path);
    }
  };
  visit('', 0);
  return paths;
}

function entries(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
  } catch {
    return [];
  }
}

function regularFileBytes(path: string): number | null {
  try {
    const stats = lstatSync(path);
    return stats.isFile() ? stats.size : null;
  } catch {
    return null;
  }
}
