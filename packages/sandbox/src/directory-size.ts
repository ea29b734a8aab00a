import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from './limits.ts';

/**
 * Disk space taken by directories, in bytes, without following links.
 *
 * Stops early, returning what was counted so far, once it exceeds `enough`. Files with several
 * names count once. What vanishes meanwhile does not count.
 */
export async function directorySize(
  directories: readonly string[],
  enough = Number.POSITIVE_INFINITY,
): Promise<number> {
  const waiting = [...directories];
  const seen = new Set<string>();
  let bytes = 0;
  let files = 0;
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const entries = await opendir(path).catch(() => null);
    if (!entries) continue;
    for await (const entry of entries) {
      const child = join(path, entry.name);
      const found = await lstat(child).catch(() => null);
      if (!found) continue;
      files += 1;
      if (found.isDirectory()) waiting.push(child);
      if (found.nlink > 1 && !found.isDirectory()) {
        const id = `${found.dev}:${found.ino}`;
        if (seen.has(id)) continue;
        seen.add(id);
      }
      bytes += found.blocks * 512;
      if (files > limits.diskFilesMax) return Number.POSITIVE_INFINITY;
    }
    if (bytes > enough) return bytes;
  }
  return bytes;
}
