import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const left = new Set(['node_modules', 'dist']);

/**
 * A hash over names and contents of files and folders; what is missing counts as missing.
 *
 * @param {string} root
 * @param {readonly string[]} paths relative to `root`
 * @param {readonly string[]} [facts] further text that counts
 */
export function fingerprint(root, paths, facts = []) {
  const hash = createHash('sha256');
  for (const fact of facts) hash.update(`${fact}\0`);
  for (const path of paths) {
    for (const file of filesBelow(root, path)) {
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/** @param {string} root @param {string} path @returns {string[]} */
function filesBelow(root, path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .filter((name) => !left.has(name))
    .sort()
    .flatMap((name) => filesBelow(root, join(path, name)));
}
