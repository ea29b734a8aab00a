import { stat } from 'node:fs/promises';
import { MosaicError } from '@mosaic/contract';
import type { CommitId } from './names.ts';
import { plainText } from './plain-text.ts';
import { runGit } from './run-git.ts';
import type { ObjectFormat } from './vault.ts';

export interface Branch {
  readonly name: string;
  readonly commit: CommitId;
}

/** What is known of a user's repository. */
export interface RepositoryFacts {
  /** Top of the work tree; the repository itself when it is bare. */
  readonly root: string;
  readonly gitDir: string;
  readonly headCommit: CommitId;
  /** Branch that is checked out; null when HEAD is detached. */
  readonly headBranch: string | null;
  readonly branches: readonly Branch[];
  readonly isBare: boolean;
  /** Whether tracked files differ from HEAD; null for a bare repository. */
  readonly isDirty: boolean | null;
  readonly objectFormat: ObjectFormat;
}

/** Where a user's repository is, after the checks that every use of it needs. */
export interface RepositoryPlace {
  readonly gitDir: string;
  readonly isBare: boolean;
  readonly objectFormat: ObjectFormat;
}

/**
 * Looks at a user's repository without changing it and without running its hooks,
 * file system monitor or filters.
 *
 * `not_found` when there is no repository, `precondition_failed` when it has no commit, is
 * shallow or is a partial clone; the message says what to do.
 */
export async function inspectRepository(path: string): Promise<RepositoryFacts> {
  const place = await locateRepository(path);
  const head = await runGit(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], {
    cwd: path,
    okExits: [0, 1, 128],
  });
  if (head.exitCode !== 0) {
    throw new MosaicError(
      'precondition_failed',
      `The repository at ${path} has no commit yet. Commit something, then try again.`,
    );
  }
  const branch = await runGit(['symbolic-ref', '--quiet', 'HEAD'], { cwd: path, okExits: [0, 1] });
  const root = place.isBare
    ? place.gitDir
    : line((await runGit(['rev-parse', '--show-toplevel'], { cwd: path })).stdout);
  return {
    root,
    gitDir: place.gitDir,
    headCommit: head.stdout.trim(),
    headBranch: branch.exitCode === 0 ? line(branch.stdout).replace(/^refs\/heads\//, '') : null,
    branches: await listBranches(place.gitDir),
    isBare: place.isBare,
    isDirty: place.isBare ? null : await isDirty(root),
    objectFormat: place.objectFormat,
  };
}

/** Finds the repository that `path` belongs to and refuses what we can't take objects from. */
export async function locateRepository(path: string): Promise<RepositoryPlace> {
  const isDirectory = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const answer = isDirectory
    ? await runGit(
        [
          'rev-parse',
          '--absolute-git-dir',
          '--is-bare-repository',
          '--is-shallow-repository',
          '--show-object-format',
        ],
        { cwd: path, okExits: [0, 128] },
      )
    : null;
  if (answer?.exitCode !== 0) {
    const told = answer ? ` (${plainText(answer.stderr.trim()).slice(0, 300)})` : '';
    throw new MosaicError(
      'not_found',
      `${path} is not a git repository${told}. Give the path of one, or run "git init" there.`,
    );
  }
  const [gitDir = '', bare, shallow, format] = answer.stdout.split('\n');
  if (shallow === 'true') {
    throw new MosaicError(
      'precondition_failed',
      `The repository at ${path} is shallow. Run "git fetch --unshallow" in it, then try again.`,
    );
  }
  const partial = await runGit(
    ['config', '--get-regexp', '^(remote\\..*\\.promisor|extensions\\.partialclone)$'],
    {
      gitDir,
      okExits: [0, 1],
    },
  );
  if (partial.exitCode === 0) {
    throw new MosaicError(
      'precondition_failed',
      `The repository at ${path} is a partial clone. Make a full clone of it, then try again.`,
    );
  }
  return { gitDir, isBare: bare === 'true', objectFormat: format === 'sha256' ? 'sha256' : 'sha1' };
}

export async function listBranches(gitDir: string): Promise<Branch[]> {
  const { stdout } = await runGit(
    ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads/'],
    { gitDir },
  );
  return stdout
    .split('\n')
    .filter((entry) => entry !== '')
    .map((entry) => {
      const space = entry.indexOf(' ');
      return { commit: entry.slice(0, space), name: entry.slice(space + 1 + 'refs/heads/'.length) };
    });
}

async function isDirty(root: string): Promise<boolean> {
  const filters = await runGit(['config', '-z', '--name-only', '--get-regexp', '^filter\\.'], {
    cwd: root,
    okExits: [0, 1],
  });
  const silenced = filters.stdout
    .split('\0')
    .filter((key) => key !== '')
    .map((key) => [key, key.endsWith('.required') ? 'false' : ''] as const);
  const status = await runGit(
    ['status', '--porcelain', '-z', '--untracked-files=no', '--ignore-submodules=all'],
    { cwd: root, config: silenced },
  );
  return status.stdout !== '';
}

function line(text: string): string {
  return text.replace(/\n$/, '');
}
