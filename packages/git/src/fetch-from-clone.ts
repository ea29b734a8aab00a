import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMosaicError, MosaicError } from '@mosaic/contract';
import { clearStaleLock } from './clear-stale-lock.ts';
import { cloneTree, requireMarker } from './clone-marker.ts';
import { readCloneRef } from './clone-refs.ts';
import { listBranches } from './inspect-repository.ts';
import { limits } from './limits.ts';
import { assertRefName, type CommitId, isCommitId } from './names.ts';
import { quarantineObjects } from './quarantine-objects.ts';
import { resolve } from './read-objects.ts';
import { runGit } from './run-git.ts';
import { transferObjects } from './transfer-objects.ts';
import { enterUntrusted, openUntrusted, type UntrustedDirectory } from './untrusted-directory.ts';
import { objectFormat, type Vault, withTemporary } from './vault.ts';

export interface CloneFetch {
  /** Directory given to `createClone`. */
  readonly clone: string;
  /** Commit to take; or `ref`: `HEAD` or a full reference name. Default: the clone's branch. */
  readonly commit?: CommitId;
  readonly ref?: string;
  /** Full name of the vault's reference that is set to it, such as `refs/mosaic/runs/<runId>`. */
  readonly into: string;
  /** Most bytes copied out of the clone. */
  readonly maxBytes?: number;
}

/**
 * Takes a commit out of a clone that an untrusted agent has written to.
 *
 * Git never runs in that clone: any of its configuration, attributes or links could make git
 * run a program or read another repository. Objects are copied as files into a fresh
 * repository of ours, checked, and only what `commit` needs comes into the vault.
 *
 * Safe to repeat. `precondition_failed` when the commit is missing, incomplete or malformed,
 * `too_large` beyond `maxBytes`; the vault is then as before.
 */
export async function fetchFromClone(vault: Vault, fetch: CloneFetch): Promise<CommitId> {
  assertRefName(fetch.into);
  const marker = await requireMarker(fetch.clone);
  const gitDir = await openGitDirectory(fetch.clone);
  try {
    const commit =
      fetch.commit ?? (await readCloneRef(gitDir, fetch.ref ?? `refs/heads/${marker.branch}`));
    if (!commit || !isCommitId(commit)) {
      throw new MosaicError(
        'precondition_failed',
        `The clone ${marker.id} has no commit at ${fetch.ref ?? marker.branch}.`,
      );
    }
    const branches = await listBranches(vault.directory);
    await withTemporary(vault, async (temporary) => {
      const quarantine = join(temporary, 'quarantine.git');
      const skipPacks = new Set(marker.packs);
      const maxBytes = fetch.maxBytes ?? limits.cloneBytesMax;
      await fillQuarantine(vault, gitDir, { quarantine, skipPacks, maxBytes });
      await transferObjects({
        from: quarantine,
        to: vault.directory,
        commit,
        known: [marker.commit, ...branches.map((branch) => branch.commit)],
        checks: 'strict',
        temporary,
      });
    }).catch((error) => {
      throw explained(error, commit);
    });
    if ((await resolve(vault, commit)) !== commit) throw explained(null, commit);
    await clearStaleLock(vault, fetch.into);
    await runGit(['update-ref', fetch.into, commit], { gitDir: vault.directory });
    return commit;
  } finally {
    await gitDir.handle.close();
  }
}

/** The `.git` directory of a clone, held open; refused when it is a link or a file. */
export async function openGitDirectory(clone: string): Promise<UntrustedDirectory> {
  const tree = await openUntrusted(cloneTree(clone));
  try {
    const gitDir = tree && (await enterUntrusted(tree, '.git'));
    if (gitDir) return gitDir;
  } finally {
    await tree?.handle.close();
  }
  throw new MosaicError(
    'precondition_failed',
    `${clone} has no .git directory of its own. The clone was tampered with; its work is not taken.`,
  );
}

async function fillQuarantine(
  vault: Vault,
  gitDir: UntrustedDirectory,
  options: { quarantine: string; skipPacks: ReadonlySet<string>; maxBytes: number },
): Promise<void> {
  const { quarantine, ...rest } = options;
  const format = `--object-format=${await objectFormat(vault.directory)}`;
  await runGit(['init', '--quiet', '--bare', '--template=', format, quarantine]);
  const objects = join(quarantine, 'objects');
  const packs = await quarantineObjects(gitDir, { into: objects, ...rest });
  // What the agent left out because we have it comes from our own vault.
  await appendFile(
    join(objects, 'info', 'alternates'),
    `${JSON.stringify(join(vault.directory, 'objects'))}\n`,
  );
  for (const pack of packs) {
    await runGit(['index-pack', pack], {
      gitDir: quarantine,
      timeoutMs: limits.transferTimeoutMs,
    });
  }
}

function explained(error: unknown, commit: CommitId): unknown {
  if (isMosaicError(error) && error.code !== 'internal') return error;
  const why = isMosaicError(error) ? ` ${error.message}` : '';
  return new MosaicError(
    'precondition_failed',
    `Commit ${commit} of the clone is missing, incomplete or malformed and was not taken.${why}`,
    { cause: error },
  );
}
