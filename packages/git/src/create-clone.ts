import { mkdir, readdir, rm } from 'node:fs/promises';
import { resolve as absolute, dirname, join } from 'node:path';
import { MosaicError } from '@mosaic/contract';
import { initialise, writeFiles } from './check-out.ts';
import { type CloneMarker, cloneTree, writeMarker } from './clone-marker.ts';
import type { Author } from './commit-files.ts';
import { limits } from './limits.ts';
import { assertCommitId, branchRef, type CommitId } from './names.ts';
import { runGit } from './run-git.ts';
import type { Vault } from './vault.ts';

export interface CloneOptions {
  readonly commit: CommitId;
  /** Branch that is checked out at `commit`. */
  readonly branch: string;
  /** New directory for the marker and the work tree. Its parent is made when missing. */
  readonly directory: string;
  /** Kept in the marker, such as the run's id. */
  readonly markerId: string;
  /** Who commits in the clone by default. */
  readonly author: Author;
}

export interface Clone {
  readonly directory: string;
  /** The only part to lend to an agent. */
  readonly tree: string;
}

/**
 * Makes an isolated clone for an agent: own copies of the objects, no remote, no alternates.
 *
 * From the moment an agent has seen it, only `fetchFromClone` and `removeClone` may touch it.
 * `conflict` when the directory exists.
 */
export async function createClone(vault: Vault, options: CloneOptions): Promise<Clone> {
  const { commit, branch } = options;
  assertCommitId(commit);
  const ref = branchRef(branch);
  const directory = absolute(options.directory);
  await mkdir(dirname(directory), { recursive: true });
  await mkdir(directory, { mode: 0o700 }).catch((error) => {
    throw new MosaicError('conflict', `${directory} exists or can't be made.`, { cause: error });
  });
  try {
    const marker: CloneMarker = { version: 1, id: options.markerId, branch, commit, packs: [] };
    // First of all, so that a clone interrupted half-way is recognised as ours.
    await writeMarker(directory, marker);
    const tree = cloneTree(directory);
    await mkdir(tree);
    const gitDir = await initialise(vault, tree, branch);
    const packs = join(gitDir, 'objects', 'pack');
    await runGit(
      ['pack-objects', '--revs', '--quiet', '--delta-base-offset', join(packs, 'pack')],
      {
        gitDir: vault.directory,
        input: `${commit}\n`,
        timeoutMs: limits.transferTimeoutMs,
      },
    );
    for (const [key, value] of [
      ['user.name', options.author.name],
      ['user.email', options.author.email],
      ['commit.gpgSign', 'false'],
      ['gc.auto', '0'],
    ] as const) {
      await runGit(['config', key, value], { gitDir });
    }
    await runGit(['update-ref', ref, commit], { gitDir });
    await writeFiles(gitDir, tree);
    const names = (await readdir(packs)).filter((name) => name.endsWith('.pack'));
    await writeMarker(directory, { ...marker, packs: names });
    return { directory, tree };
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}
