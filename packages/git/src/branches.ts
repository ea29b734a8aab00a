import { setTimeout as sleep } from 'node:timers/promises';
import { MosaicError } from '@mosaic/contract';
import { clearStaleLock } from './clear-stale-lock.ts';
import { type Branch, listBranches } from './inspect-repository.ts';
import { limits } from './limits.ts';
import { assertCommitId, assertRefName, branchRef, type CommitId } from './names.ts';
import { runGit } from './run-git.ts';
import type { Vault } from './vault.ts';

export interface BranchUpdate {
  readonly branch: string;
  readonly to: CommitId;
  /** What the branch must be now; null means that it must not exist. */
  readonly expected: CommitId | null;
}

/**
 * Moves a branch of the vault if it still is where the caller believes it to be.
 *
 * Of several that expect the same value exactly one gets `true`; the others get `false` and
 * must look again.
 */
export async function updateBranch(vault: Vault, update: BranchUpdate): Promise<boolean> {
  return updateRef(vault, { ...update, ref: branchRef(update.branch) });
}

/** The same for any reference, such as `refs/mosaic/runs/<runId>`, which keeps objects of a run. */
export async function updateRef(
  vault: Vault,
  update: { readonly ref: string; readonly to: CommitId; readonly expected: CommitId | null },
): Promise<boolean> {
  assertRefName(update.ref);
  await clearStaleLock(vault, update.ref);
  return compareAndSetRef(vault.directory, update.ref, update.to, update.expected);
}

/** All branches of the vault by name. */
export async function branches(vault: Vault): Promise<Branch[]> {
  return listBranches(vault.directory);
}

/** Removes references such as those of finished runs. Missing ones are fine; objects stay. */
export async function deleteRefs(vault: Vault, refs: readonly string[]): Promise<void> {
  for (const ref of refs) {
    assertRefName(ref);
    await clearStaleLock(vault, ref);
  }
  await runGit(['update-ref', '--stdin', '-z'], {
    gitDir: vault.directory,
    input: refs.map((ref) => `delete ${ref}\0\0`).join(''),
  });
}

export async function compareAndSetRef(
  gitDir: string,
  ref: string,
  to: CommitId,
  expected: CommitId | null,
): Promise<boolean> {
  assertCommitId(to);
  if (expected !== null) assertCommitId(expected);
  for (let attempt = 1; ; attempt += 1) {
    const old = expected ?? '0'.repeat(to.length);
    const { exitCode, stderr } = await runGit(['update-ref', '-m', 'mosaic', ref, to, old], {
      gitDir,
      okExits: [0, 1, 128],
    });
    if (exitCode === 0) return true;
    if ((await readRef(gitDir, ref)) !== expected) return false;
    // Still as expected: somebody holds the lock at this moment, or git can't do it at all.
    if (
      attempt >= limits.refLockAttemptsMax ||
      !/\.lock'?: File exists|unable to lock/i.test(stderr)
    ) {
      throw new MosaicError('internal', `${ref} could not be set: ${stderr.trim().slice(0, 500)}`);
    }
    await sleep(limits.refLockWaitMs);
  }
}

export async function readRef(gitDir: string, ref: string): Promise<CommitId | null> {
  const { exitCode, stdout } = await runGit(['rev-parse', '--verify', '--quiet', ref], {
    gitDir,
    okExits: [0, 1, 128],
  });
  return exitCode === 0 ? stdout.trim() : null;
}
