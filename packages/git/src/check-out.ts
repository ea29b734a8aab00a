import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { resolve as absolute, join } from 'node:path';
import { MosaicError } from '@mosaic/contract';
import { limits } from './limits.ts';
import { assertCommitId, type CommitId } from './names.ts';
import { runGit } from './run-git.ts';
import { objectFormat, type Vault } from './vault.ts';

/**
 * Writes the files of a commit into `directory`, which must be missing or empty.
 *
 * The checkout gets a small repository of its own (one commit, no remote, no link to the
 * vault), so that tools which look for one find the right one. No filter, hook or submodule runs.
 * Once other programs have run in it, git must not be run there again.
 */
export async function checkOut(
  vault: Vault,
  options: { readonly commit: CommitId; readonly directory: string },
): Promise<void> {
  const { commit } = options;
  assertCommitId(commit);
  const directory = absolute(options.directory);
  await mkdir(directory, { recursive: true });
  if ((await readdir(directory)).length > 0) {
    throw new MosaicError('conflict', `${directory} is not empty. Choose another directory.`);
  }
  const gitDir = await initialise(vault, directory);
  const { stdout } = await runGit(['rev-list', '--objects', '--no-walk', commit], {
    gitDir: vault.directory,
  });
  await runGit(
    ['pack-objects', '--quiet', '--delta-base-offset', join(gitDir, 'objects/pack/pack')],
    {
      gitDir: vault.directory,
      input: stdout,
      timeoutMs: limits.transferTimeoutMs,
    },
  );
  await writeFile(join(gitDir, 'shallow'), `${commit}\n`);
  await writeFile(join(gitDir, 'HEAD'), `${commit}\n`);
  await writeFiles(gitDir, directory);
}

/** Makes an empty repository in `directory` and returns its `.git`. */
export async function initialise(
  vault: Vault,
  directory: string,
  branch = 'main',
): Promise<string> {
  const format = `--object-format=${await objectFormat(vault.directory)}`;
  await runGit(
    ['init', '--quiet', '--template=', format, `--initial-branch=${branch}`, directory],
    { cwd: directory },
  );
  return join(directory, '.git');
}

/** Writes the files of HEAD. Only for a repository that nobody but us has touched. */
export async function writeFiles(gitDir: string, directory: string): Promise<void> {
  await runGit(['reset', '--hard', '--quiet'], {
    gitDir,
    workTree: directory,
    timeoutMs: limits.transferTimeoutMs,
  });
}
