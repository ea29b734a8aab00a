import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from './limits.ts';
import type { Vault } from './vault.ts';

/**
 * Removes the locks that a git which was killed, or a power cut, left on a reference of the vault.
 *
 * Git would refuse to move the reference ever after. Only git processes of ours write to a vault,
 * and none of them lives as long as such a lock must be old.
 */
export async function clearStaleLock(vault: Vault, ref: string): Promise<void> {
  for (const name of [`${ref}.lock`, 'packed-refs.lock']) {
    const path = join(vault.directory, name);
    const found = await lstat(path).catch(() => null);
    if (found && Date.now() - found.mtimeMs > limits.staleLockMs) await rm(path, { force: true });
  }
}
