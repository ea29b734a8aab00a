import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from './limits.ts';
import type { CommitId } from './names.ts';
import { runGit } from './run-git.ts';

export interface Transfer {
  /** Repository directories. */
  readonly from: string;
  readonly to: string;
  readonly commit: CommitId;
  /** Commits whose history `to` already has; those that `from` lacks are ignored. */
  readonly known: readonly CommitId[];
  /** `strict` refuses malformed objects; `lenient` takes what a trusted old history contains. */
  readonly checks: 'strict' | 'lenient';
  /** Private empty directory of the caller. */
  readonly temporary: string;
}

/**
 * Copies `commit` and all it needs, as objects only: no reference, hook or transport is involved.
 *
 * Every object is hashed again on arrival. Nothing is stored when a strict check fails.
 */
export async function transferObjects(transfer: Transfer): Promise<void> {
  const { from, to, commit, temporary } = transfer;
  const pack = join(temporary, 'transfer.pack');
  const known = await presentCommits(from, transfer.known);
  const wanted = [commit, ...known.map((id) => `^${id}`)].join('\n');
  const timeoutMs = limits.transferTimeoutMs;
  await runGit(['pack-objects', '--revs', '--stdout', '--quiet', '--delta-base-offset'], {
    gitDir: from,
    input: `${wanted}\n`,
    outputFile: pack,
    timeoutMs,
  });
  const count = await objectCount(pack);
  if (count === 0) return;
  const store = { gitDir: to, inputFile: pack, timeoutMs };
  const check = ['index-pack', '--stdin', ...(transfer.checks === 'strict' ? ['--strict'] : [])];
  if (count > limits.unpackObjectsMax) {
    await runGit(check, store);
    return;
  }
  if (transfer.checks === 'strict') {
    // Unpacking stores objects before the last one is checked, so the check goes first, elsewhere.
    await runGit([...check, join(temporary, 'checked.pack')], store);
  }
  await runGit(['unpack-objects', '-q'], store);
}

/** Those of `ids` that are commits in the repository. */
export async function presentCommits(
  gitDir: string,
  ids: readonly CommitId[],
): Promise<CommitId[]> {
  if (ids.length === 0) return [];
  const { stdout } = await runGit(['cat-file', '--batch-check=%(objectname) %(objecttype)'], {
    gitDir,
    input: `${[...new Set(ids)].join('\n')}\n`,
  });
  return stdout
    .split('\n')
    .filter((entry) => entry.endsWith(' commit'))
    .map((entry) => entry.slice(0, entry.indexOf(' ')));
}

/** Number of objects, from the header of a pack: "PACK", version, count. */
async function objectCount(pack: string): Promise<number> {
  const file = await open(pack, 'r');
  try {
    const header = Buffer.alloc(12);
    await file.read(header, 0, 12, 0);
    return header.readUInt32BE(8);
  } finally {
    await file.close();
  }
}
