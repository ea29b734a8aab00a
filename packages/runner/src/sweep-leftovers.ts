import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isMosaicError, operations } from '@mosaic/contract';
import { fetchFromClone, listClones, openVault, removeClone, type Vault } from '@mosaic/git';
import { sweepOrphans } from '@mosaic/sandbox';
import { limits } from './limits.ts';
import type { RunnerOptions } from './runner-options.ts';

/** Directories that were there when this life began, by the run they were made for. */
export interface Leftovers {
  readonly clones: readonly string[];
  readonly checkouts: readonly string[];
}

/** Looks what is there; call this before the first run, whose directories are no leftovers. */
export async function findLeftovers(options: RunnerOptions): Promise<Leftovers> {
  const { clones, checkouts } = options.directories;
  return { clones: await runsIn(clones), checkouts: await runsIn(checkouts) };
}

/**
 * Clears what runs of an earlier life left: processes, clones, checkouts.
 *
 * Only runs that are over are touched; another runner on this machine may be working
 * on the others. Commits that are not in the vault keep their clone, out of the way.
 */
export async function sweepLeftovers(
  options: RunnerOptions,
  leftovers: Leftovers,
  shutdown: AbortSignal,
): Promise<void> {
  const { clones, checkouts } = options.directories;
  for (const runId of new Set([...leftovers.clones, ...leftovers.checkouts])) {
    if (shutdown.aborted) return;
    if (await isRunning(options, runId)) continue;
    await sweepOrphans(runId);
    await removeRunClone(options, join(clones, runId));
    await rm(join(checkouts, runId), { recursive: true, force: true });
  }
}

/** Removes the clone of a run, after a look whether all its commits were fetched. */
export async function removeRunClone(options: RunnerOptions, directory: string): Promise<void> {
  const { clones, vaults } = options.directories;
  const known = await listClones(clones);
  const clone = known.find((each) => each.directory === directory);
  try {
    // The marker names the packs last of all, and goes when nothing is left to keep: without
    // them the clone was not yet given to an agent, or its removal was cut off.
    if (!clone || clone.marker.packs.length === 0) {
      await rm(directory, { recursive: true, force: true });
      return;
    }
    const vault = await openVault(join(vaults, `${clone.marker.id}.git`));
    await rescueCommits(vault, directory);
    await removeClone(directory, { vault, root: clones });
  } catch (error) {
    options.log.warn({ err: error, directory }, 'clone could not be removed');
  }
}

/** Work that was committed but never reported is kept in the vault, where it can be looked at. */
async function rescueCommits(vault: Vault, directory: string): Promise<void> {
  try {
    await fetchFromClone(vault, {
      clone: directory,
      ref: 'HEAD',
      into: `refs/mosaic/lost/${basename(directory)}`,
      maxBytes: limits.fetchBytesMax,
    });
  } catch (error) {
    // What cannot be fetched safely stays where it is: removal then moves it to quarantine.
    if (!isMosaicError(error)) throw error;
  }
}

async function runsIn(directory: string): Promise<string[]> {
  const isThere = await stat(directory).then(
    () => true,
    () => false,
  );
  if (!isThere) return [];
  const names = await readdir(directory);
  return names.filter((name) => /^run_[0-9a-f-]{36}$/.test(name));
}

async function isRunning(options: RunnerOptions, runId: string): Promise<boolean> {
  try {
    const run = await options.client.call(operations.showRun, { runId });
    return run.status === 'running';
  } catch (error) {
    if (isMosaicError(error) && error.code === 'not_found') return false;
    throw error;
  }
}
