import { posix } from 'node:path';
import { z } from 'zod';

const Dependencies = z.record(z.string(), z.string()).optional();
const Entry = z.looseObject({
  link: z.boolean().optional(),
  resolved: z.string().optional(),
  dependencies: Dependencies,
  devDependencies: Dependencies,
  optionalDependencies: Dependencies,
  peerDependencies: Dependencies,
});
type Entry = z.output<typeof Entry>;
const Lockfile = z.looseObject({
  lockfileVersion: z.literal(3),
  packages: z.record(z.string(), Entry),
});

const sections = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

/**
 * Takes dependencies of one manifest out of a package-lock.json (version 3), together with
 * every package nobody needs any more.
 *
 * Returns null, and so leaves the file alone, unless writing the document back unchanged
 * would give exactly the text it was read from.
 */
export function removeFromLockfile(
  text: string,
  manifestFolder: string,
  names: readonly string[],
): string | null {
  const lock = read(text);
  if (lock === null) return null;
  const owner = lock.value.packages[manifestFolder];
  if (owner === undefined) return null;
  const before = reachable(lock.value.packages);
  for (const section of sections) {
    const listed = owner[section];
    if (listed === undefined) continue;
    for (const name of names) delete listed[name];
    if (Object.keys(listed).length === 0) delete owner[section];
  }
  const after = reachable(lock.value.packages);
  for (const key of before) {
    if (!after.has(key)) delete lock.value.packages[key];
  }
  return lock.write();
}

function read(text: string): { value: z.output<typeof Lockfile>; write: () => string } | null {
  try {
    const value: unknown = JSON.parse(text);
    const indent = /^\{\r?\n([ \t]+)"/.exec(text)?.[1] ?? 2;
    const ending = text.endsWith('\n') ? '\n' : '';
    const print = (document: unknown) => `${JSON.stringify(document, null, indent)}${ending}`;
    if (print(value) !== text) return null;
    const checked = Lockfile.safeParse(value);
    if (!checked.success) return null;
    // The parsed original is changed, not the checked copy, whose order of keys may differ.
    const original = value as z.output<typeof Lockfile>;
    return { value: original, write: () => print(original) };
  } catch {
    return null;
  }
}

/** Keys of the packages that the root and the workspaces lead to. */
function reachable(packages: Readonly<Record<string, Entry>>): Set<string> {
  const seen = new Set<string>();
  const queue = Object.keys(packages).filter((key) => !key.includes('node_modules/'));
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    const entry = packages[key];
    if (entry === undefined || seen.has(key)) continue;
    seen.add(key);
    if (entry.link === true && entry.resolved !== undefined) queue.push(entry.resolved);
    const lists = [...sections.map((section) => entry[section]), entry.peerDependencies];
    for (const name of lists.flatMap((list) => Object.keys(list ?? {}))) {
      const target = resolve(packages, key, name);
      if (target !== null) queue.push(target);
    }
  }
  return seen;
}

/** Node's look-up: beside the package first, then one folder up at a time. */
function resolve(
  packages: Readonly<Record<string, Entry>>,
  from: string,
  name: string,
): string | null {
  for (let base = from; ; base = parent(base)) {
    const candidate = base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`;
    if (candidate in packages) return candidate;
    if (base === '') return null;
  }
}

function parent(base: string): string {
  const nested = base.lastIndexOf('/node_modules/');
  if (nested >= 0) return base.slice(0, nested);
  if (base.startsWith('node_modules/')) return '';
  const folder = posix.dirname(base);
  return folder === '.' ? '' : folder;
}
