import { MosaicError } from '@mosaic/contract';
import { clearStaleLock } from './clear-stale-lock.ts';
import { listBranches, locateRepository } from './inspect-repository.ts';
import { assertRefName, type CommitId } from './names.ts';
import { runGit } from './run-git.ts';
import { transferObjects } from './transfer-objects.ts';
import { objectFormat, type Vault, withTemporary } from './vault.ts';

export interface ImportOptions {
  /** Path of the user's repository. */
  readonly from: string;
  /** Commit to take: an id, or anything git resolves in the user's repository. */
  readonly commit?: string;
  readonly ref?: string;
  /** Full name of the vault's reference that is set to it. */
  readonly into: string;
}

/**
 * Copies a commit and its history from a user's repository into the vault.
 *
 * The user's repository is only read. Repeating it is cheap: known history is not sent again.
 */
export async function importCommit(vault: Vault, options: ImportOptions): Promise<CommitId> {
  assertRefName(options.into);
  const place = await locateRepository(options.from);
  const [ours, commit] = await Promise.all([
    objectFormat(vault.directory),
    resolveThere(place.gitDir, options),
  ]);
  if (ours !== place.objectFormat) {
    throw new MosaicError(
      'precondition_failed',
      `${options.from} uses ${place.objectFormat} object ids and the vault ${ours}. Add the project again.`,
    );
  }
  const known = (await listBranches(vault.directory)).map((branch) => branch.commit);
  const gitDir = vault.directory;
  await withTemporary(vault, (temporary) =>
    transferObjects({
      from: place.gitDir,
      to: gitDir,
      commit,
      known,
      checks: 'lenient',
      temporary,
    }),
  );
  await runGit(['rev-list', '--objects', '--quiet', commit, '--not', '--all'], { gitDir });
  await clearStaleLock(vault, options.into);
  await runGit(['update-ref', options.into, commit], { gitDir });
  return commit;
}

async function resolveThere(gitDir: string, options: ImportOptions): Promise<CommitId> {
  const rev = options.commit ?? options.ref ?? 'HEAD';
  const { exitCode, stdout } = await runGit(
    ['rev-parse', '--verify', '--quiet', '--end-of-options', `${rev}^{commit}`],
    { gitDir, okExits: [0, 1, 128] },
  );
  if (exitCode === 0) return stdout.trim();
  throw new MosaicError(
    'not_found',
    `${options.from} has no commit "${rev.slice(0, 200)}". Choose a branch or commit that exists there.`,
  );
}
