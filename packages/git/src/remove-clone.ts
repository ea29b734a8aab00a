import { chmod, lstat, mkdir, readdir, realpath, rename, rm } from 'node:fs/promises';
import { resolve as absolute, basename, dirname, join } from 'node:path';
import { MosaicError } from '@mosaic/contract';
import { type CloneMarker, readMarker } from './clone-marker.ts';
import { listCloneRefs } from './clone-refs.ts';
import { openGitDirectory } from './fetch-from-clone.ts';
import { runGit } from './run-git.ts';
import { presentCommits } from './transfer-objects.ts';
import type { Vault } from './vault.ts';

export type RemovedClone =
  | { readonly kind: 'removed' }
  | { readonly kind: 'missing' }
  /** Kept, because it holds commits that the vault does not have. */
  | { readonly kind: 'quarantined'; readonly directory: string };

/**
 * Removes a clone, unless work would be lost.
 *
 * Deletes nothing but a directory directly below `root` that carries our marker. When the clone
 * has commits that no reference of the vault reaches, or its references can't be read, it is moved
 * to `quarantine` next to `root`. A missing directory is fine.
 */
export async function removeClone(
  directory: string,
  options: { readonly vault: Vault; readonly root: string },
): Promise<RemovedClone> {
  const root = await realpath(options.root);
  const name = basename(absolute(directory));
  const path = join(root, name);
  const parent = await realpath(dirname(absolute(directory))).catch(() => null);
  const found = await lstat(path).catch(() => null);
  if (parent === root && !found) return { kind: 'missing' };
  if (parent !== root || !found?.isDirectory() || !(await readMarker(path))) {
    throw new MosaicError(
      'forbidden',
      `${directory} is not a clone of MosAIc directly below ${options.root}; it was not removed.`,
    );
  }
  if (await isKept(path, options.vault)) {
    // Out of the way in one step first: half a repository, left by a kill in the middle of
    // removal, would look like one whose commits can't be read.
    await rename(join(path, 'tree'), join(path, 'removed')).catch(ignoreMissing);
    await removeTree(join(path, 'removed'));
    await removeTree(path);
    return { kind: 'removed' };
  }
  return { kind: 'quarantined', directory: await quarantine(path, root) };
}

export interface ListedClone {
  readonly directory: string;
  readonly marker: CloneMarker;
}

/** Clones directly below `root` that carry our marker. */
export async function listClones(root: string): Promise<ListedClone[]> {
  const names = await readdir(root).catch(() => []);
  const clones: ListedClone[] = [];
  for (const name of names.sort()) {
    const directory = join(absolute(root), name);
    const marker = await readMarker(directory);
    if (marker) clones.push({ directory, marker });
  }
  return clones;
}

/** Whether every commit that a reference of the clone stands for is reachable in the vault. */
async function isKept(path: string, vault: Vault): Promise<boolean> {
  const hasTree = await lstat(join(path, 'tree')).catch(() => null);
  if (!hasTree) return true;
  const gitDir = await openGitDirectory(path).catch(() => null);
  if (!gitDir) return false;
  try {
    const ids = await listCloneRefs(gitDir);
    if (!ids) return false;
    if (ids.length === 0) return true;
    const present = await presentCommits(vault.directory, ids);
    if (present.length < ids.length) return false;
    const { stdout } = await runGit(['rev-list', '--max-count=1', '--stdin', '--not', '--all'], {
      gitDir: vault.directory,
      input: `${ids.join('\n')}\n`,
    });
    return stdout.trim() === '';
  } finally {
    await gitDir.handle.close();
  }
}

async function quarantine(path: string, root: string): Promise<string> {
  const place = join(dirname(root), 'quarantine');
  await mkdir(place, { recursive: true, mode: 0o700 });
  const taken = new Set(await readdir(place));
  const name = basename(path);
  let target = name;
  for (let number = 2; taken.has(target); number += 1) target = `${name}-${number}`;
  await rename(path, join(place, target));
  return join(place, target);
}

/** Removes a tree in which directories may have been made unreadable; never follows a link. */
async function removeTree(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(async () => {
    await openDirectories(path);
    await rm(path, { recursive: true, force: true });
  });
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

async function openDirectories(path: string): Promise<void> {
  await chmod(path, 0o700);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await openDirectories(join(path, entry.name));
  }
}
