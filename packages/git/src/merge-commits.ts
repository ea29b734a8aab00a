import { MosaicError } from '@mosaic/contract';
import { type Author, commitTree } from './commit-files.ts';
import { assertCommitId, type CommitId } from './names.ts';
import { plainText } from './plain-text.ts';
import { isAncestor } from './read-objects.ts';
import { runGit } from './run-git.ts';
import type { Vault } from './vault.ts';

export interface MergeOptions {
  readonly ours: CommitId;
  readonly theirs: CommitId;
  readonly message: string;
  readonly author: Author;
  readonly atMs: number;
}

export type MergeResult =
  | { readonly kind: 'up-to-date' | 'fast-forward' | 'merged'; readonly commit: CommitId }
  | { readonly kind: 'conflict'; readonly files: readonly string[] };

/**
 * Merges two commits from objects, without a checkout; sets no reference.
 *
 * Deterministic: same input, same commit id. `precondition_failed` for unrelated histories.
 */
export async function mergeCommits(vault: Vault, options: MergeOptions): Promise<MergeResult> {
  const { ours, theirs } = options;
  assertCommitId(ours);
  assertCommitId(theirs);
  if (await isAncestor(vault, theirs, ours)) return { kind: 'up-to-date', commit: ours };
  if (await isAncestor(vault, ours, theirs)) return { kind: 'fast-forward', commit: theirs };
  const merge = await runGit(
    ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ours, theirs],
    { gitDir: vault.directory, okExits: [0, 1, 128] },
  );
  if (merge.exitCode === 128) {
    throw new MosaicError(
      'precondition_failed',
      `The commits can't be merged: ${plainText(merge.stderr.trim()).slice(0, 500)}`,
    );
  }
  const [tree = '', ...files] = merge.stdout.split('\0').filter(Boolean);
  if (merge.exitCode === 1) return { kind: 'conflict', files: [...new Set(files)] };
  const commit = await commitTree(vault, { ...options, tree, parents: [ours, theirs] });
  return { kind: 'merged', commit };
}
