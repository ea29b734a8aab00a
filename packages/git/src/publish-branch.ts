import { MosaicError } from '@mosaic/contract';
import { compareAndSetRef, readRef } from './branches.ts';
import { listBranches, locateRepository } from './inspect-repository.ts';
import { limits } from './limits.ts';
import { branchRef, type CommitId } from './names.ts';
import { isAncestorIn, resolve } from './read-objects.ts';
import { runGit } from './run-git.ts';
import { transferObjects } from './transfer-objects.ts';
import { type Vault, withTemporary } from './vault.ts';

export interface PublishOptions {
  /** Branch of the vault. */
  readonly branch: string;
  /** Path of the user's repository. */
  readonly to: string;
  /** Wanted name of the branch there. */
  readonly as: string;
}

export interface Published {
  /** False when the branch was there already. */
  readonly published: boolean;
  /** Name of the branch in the user's repository. */
  readonly as: string;
  readonly commit: CommitId;
}

/**
 * Creates or fast-forwards a branch in the user's repository, and touches nothing else there.
 *
 * A name taken by other history is left alone and `<as>-2`, `<as>-3` … used instead. No hook
 * runs. `precondition_failed` when the branch is checked out in any work tree, because moving it
 * would change the meaning of the user's uncommitted files.
 */
export async function publishBranch(vault: Vault, options: PublishOptions): Promise<Published> {
  const commit = await resolve(vault, branchRef(options.branch));
  if (!commit) {
    throw new MosaicError('not_found', `The vault has no branch "${options.branch}".`);
  }
  branchRef(options.as);
  const { gitDir } = await locateRepository(options.to);
  const known = (await listBranches(gitDir)).map((branch) => branch.commit);
  await withTemporary(vault, (temporary) =>
    transferObjects({
      from: vault.directory,
      to: gitDir,
      commit,
      known,
      checks: 'lenient',
      temporary,
    }),
  );
  for (let number = 1; number <= limits.publishNamesMax; number += 1) {
    const name = await placeName(gitDir, number === 1 ? options.as : `${options.as}-${number}`);
    const isPublished = await setBranch(gitDir, name, commit);
    if (isPublished !== null) return { published: isPublished, as: name, commit };
  }
  throw new MosaicError(
    'conflict',
    `No free name for "${options.as}" in ${options.to}. Delete old branches of that name.`,
  );
}

/** True: set; false: was there already; null: the name belongs to other history. */
async function setBranch(gitDir: string, name: string, commit: CommitId): Promise<boolean | null> {
  const ref = branchRef(name);
  // Repeated because the user may move the branch between our look and our move.
  for (let attempt = 0; attempt < limits.refLockAttemptsMax; attempt += 1) {
    const current = await readRef(gitDir, ref);
    if (current === commit) return false;
    const worktree = await worktreeOf(gitDir, ref);
    if (current !== null && !(await isAncestorIn(gitDir, current, commit))) return null;
    if (worktree !== null) {
      throw new MosaicError(
        'precondition_failed',
        `Branch "${name}" is checked out at ${worktree}. Check out another branch there, then publish again.`,
      );
    }
    if (await compareAndSetRef(gitDir, ref, commit, current)) return true;
  }
  throw new MosaicError('conflict', `Branch "${name}" keeps changing. Publish again later.`);
}

/** Where the branch is checked out, or null. */
async function worktreeOf(gitDir: string, ref: string): Promise<string | null> {
  const { stdout } = await runGit(['worktree', 'list', '--porcelain', '-z'], { gitDir });
  for (const entry of stdout.split('\0\0')) {
    const lines = entry.split('\0');
    if (lines.includes(`branch ${ref}`)) return lines[0]?.replace(/^worktree /, '') ?? '';
  }
  return null;
}

/** Git can't have the branches `fix` and `fix/security` at once; then `fix-security` is used. */
async function placeName(gitDir: string, name: string): Promise<string> {
  const names = (await listBranches(gitDir)).map((branch) => branch.name);
  const isBlocked = names.some(
    (other) => name.startsWith(`${other}/`) || other.startsWith(`${name}/`),
  );
  if (!isBlocked) return name;
  const flat = name.replaceAll('/', '-');
  return names.some((other) => other.startsWith(`${flat}/`)) ? `mosaic-${flat}` : flat;
}
