import { MosaicError } from '@mosaic/contract';
import { limits } from './limits.ts';
import { assertCommitId, assertPath, type CommitId } from './names.ts';
import { runGit } from './run-git.ts';
import type { Vault } from './vault.ts';

/** The commit that `rev` (branch, reference, id) stands for in the vault, or null. */
export async function resolve(vault: Vault, rev: string): Promise<CommitId | null> {
  const { exitCode, stdout } = await runGit(
    ['rev-parse', '--verify', '--quiet', '--end-of-options', `${rev}^{commit}`],
    { gitDir: vault.directory, okExits: [0, 1, 128] },
  );
  return exitCode === 0 ? stdout.trim() : null;
}

/** An entry of a commit's tree. `mode` as git prints it: 100644, 100755, 120000 (link), 160000 (submodule). */
export interface TreeFile {
  readonly path: string;
  readonly mode: string;
  readonly object: string;
}

/** All files of a commit, below `prefix` (a directory) when given, in git's order. */
export async function listTree(
  vault: Vault,
  commit: CommitId,
  prefix?: string,
): Promise<TreeFile[]> {
  assertCommitId(commit);
  const below = prefix?.replace(/\/+$/, '') ?? '';
  if (below !== '') assertPath(below);
  const args = ['ls-tree', '-r', '-z', '--full-tree', commit, ...(below ? ['--', below] : [])];
  const { stdout } = await runGit(args, { gitDir: vault.directory });
  return stdout
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => {
      const tab = entry.indexOf('\t');
      const [mode = '', , object = ''] = entry.slice(0, tab).split(' ');
      return { path: entry.slice(tab + 1), mode, object };
    });
}

/** Paths of all files of a commit, below `prefix` when given. */
export async function listFiles(
  vault: Vault,
  commit: CommitId,
  prefix?: string,
): Promise<string[]> {
  return (await listTree(vault, commit, prefix)).map((file) => file.path);
}

/**
 * Content of a regular file at a commit, decoded as UTF-8; null when there is none at that path.
 *
 * A symbolic link is not followed and counts as "none". `too_large` beyond `maxBytes`.
 */
export async function readFile(
  vault: Vault,
  commit: CommitId,
  path: string,
  maxBytes: number = limits.outputBytesMax,
): Promise<string | null> {
  assertCommitId(commit);
  assertPath(path);
  const gitDir = vault.directory;
  const { stdout } = await runGit(['ls-tree', '-z', '-l', '--full-tree', commit, '--', path], {
    gitDir,
  });
  const entry = /^100\d{3} blob ([0-9a-f]+) +(\d+)\t/.exec(stdout);
  if (!entry?.[1]) return null;
  if (Number(entry[2]) > maxBytes) {
    throw new MosaicError(
      'too_large',
      `${path} has ${entry[2]} bytes; at most ${maxBytes} are read.`,
    );
  }
  return (await runGit(['cat-file', 'blob', entry[1]], { gitDir, maxOutput: maxBytes })).stdout;
}

/** Whether `ancestor` is `commit` or lies in its history. */
export async function isAncestor(
  vault: Vault,
  ancestor: CommitId,
  commit: CommitId,
): Promise<boolean> {
  return isAncestorIn(vault.directory, ancestor, commit);
}

export async function isAncestorIn(
  gitDir: string,
  ancestor: CommitId,
  commit: CommitId,
): Promise<boolean> {
  assertCommitId(ancestor);
  assertCommitId(commit);
  const { exitCode } = await runGit(['merge-base', '--is-ancestor', ancestor, commit], {
    gitDir,
    okExits: [0, 1],
  });
  return exitCode === 0;
}

export interface LoggedCommit {
  readonly commit: CommitId;
  readonly parents: readonly CommitId[];
  readonly author: { readonly name: string; readonly email: string };
  readonly authoredAtMs: number;
  readonly message: string;
}

/** Commits of `to` that are not in `from` (null: all), newest first, at most `limits.logCommitsMax`. */
export async function log(
  vault: Vault,
  from: CommitId | null,
  to: CommitId,
): Promise<LoggedCommit[]> {
  assertCommitId(to);
  if (from !== null) assertCommitId(from);
  const { stdout } = await runGit(
    [
      'log',
      '-z',
      '--topo-order',
      '--no-show-signature',
      '--encoding=UTF-8',
      `--max-count=${limits.logCommitsMax}`,
      '--format=%H%n%P%n%an%n%ae%n%at%n%B',
      to,
      ...(from === null ? [] : [`^${from}`]),
      '--',
    ],
    { gitDir: vault.directory },
  );
  return stdout.split('\0').filter(Boolean).map(parseCommit);
}

function parseCommit(record: string): LoggedCommit {
  const [commit = '', parents = '', name = '', email = '', seconds = '0', ...message] =
    record.split('\n');
  return {
    commit,
    parents: parents.split(' ').filter(Boolean),
    author: { name, email },
    authoredAtMs: Number(seconds) * 1_000,
    message: message.join('\n').trimEnd(),
  };
}
