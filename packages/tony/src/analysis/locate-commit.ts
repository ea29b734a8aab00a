import { stat } from 'node:fs/promises';
import { MosaicError } from '@mosaic/contract';
import { runGit } from '@mosaic/git';

/** A repository and the commit of it that is looked at. */
export interface LocatedCommit {
  readonly gitDir: string;
  readonly commit: string;
  /** Whether older commits are missing, as in a shallow clone. */
  readonly isShallow: boolean;
  /** Whether contents may be missing, as in a clone with a filter. */
  readonly isPartial: boolean;
  readonly name: string;
}

const usualBranches = ['main', 'master', 'trunk', 'develop'] as const;

/**
 * Finds the newest commit of the default branch, or of `revision` where one is given.
 *
 * The default branch is the one the remote calls its own, else one with a usual name, else the
 * one that is checked out. `not_found` when there is no repository, `precondition_failed` when it
 * has no commit. Shallow and partial clones are taken: an analysis needs no whole history.
 */
export async function locateCommit(
  directory: string,
  revision: string | null,
): Promise<LocatedCommit> {
  const gitDir = await findGitDir(directory);
  const commit = await firstCommit(
    gitDir,
    revision === null ? await defaultRefs(gitDir) : [revision],
  );
  if (commit === null) {
    throw revision === null
      ? new MosaicError(
          'precondition_failed',
          `The repository at ${directory} has no commit yet. Commit something, then try again.`,
        )
      : new MosaicError(
          'not_found',
          `The repository at ${directory} has no commit "${revision.slice(0, 100)}". Name a branch that is there.`,
        );
  }
  const shallow = await runGit(['rev-parse', '--is-shallow-repository'], { gitDir });
  const partial = await runGit(
    ['config', '--get-regexp', '^(remote\\..*\\.promisor|extensions\\.partialclone)$'],
    { gitDir, okExits: [0, 1] },
  );
  return {
    gitDir,
    commit,
    isShallow: shallow.stdout.trim() === 'true',
    isPartial: partial.exitCode === 0,
    name: nameOf(directory, gitDir),
  };
}

async function findGitDir(directory: string): Promise<string> {
  const isDirectory = await stat(directory).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const answer = isDirectory
    ? await runGit(['rev-parse', '--absolute-git-dir'], { cwd: directory, okExits: [0, 128] })
    : null;
  if (answer?.exitCode !== 0) {
    throw new MosaicError(
      'not_found',
      `${directory} is not a git repository. Give the path of one, or run "git init" there.`,
    );
  }
  return answer.stdout.replace(/\n$/, '');
}

async function defaultRefs(gitDir: string): Promise<string[]> {
  const remote = await runGit(['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD'], {
    gitDir,
    okExits: [0, 1, 128],
  });
  const remoteName = remote.stdout.trim().replace(/^refs\/remotes\/origin\//, '');
  const head = await runGit(['symbolic-ref', '--quiet', 'HEAD'], { gitDir, okExits: [0, 1, 128] });
  const checkedOut = head.stdout.trim().replace(/^refs\/heads\//, '');
  const usual = usualBranches.filter((name) => name === checkedOut);
  const names = [remoteName, ...usual, ...usualBranches].filter((name) => name !== '');
  return [...names.map((name) => `refs/heads/${name}`), 'HEAD'];
}

async function firstCommit(gitDir: string, refs: readonly string[]): Promise<string | null> {
  for (const ref of new Set(refs)) {
    const { exitCode, stdout } = await runGit(
      ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`],
      { gitDir, okExits: [0, 1, 128] },
    );
    if (exitCode === 0) return stdout.trim();
  }
  return null;
}

function nameOf(directory: string, gitDir: string): string {
  const parts = directory.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
  const last = parts.at(-1) ?? gitDir.split('/').at(-2) ?? 'repository';
  return last.replace(/\.git$/, '') || 'repository';
}
