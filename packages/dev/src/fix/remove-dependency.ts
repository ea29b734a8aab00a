import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Fixer } from './fixer.ts';
import { removeMember } from './json-members.ts';
import { removeFromLockfile } from './npm-lockfile.ts';

const otherLockfiles = ['pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'npm-shrinkwrap.json'];

/** Takes unused dependencies out of package.json and, where that is safe, out of package-lock.json. */
export const removeDependency: Fixer = async ({ root, rule, hits }) => {
  const manifest = hits[0]?.path ?? 'package.json';
  const names = [
    ...new Set(hits.flatMap(({ path, symbol }) => (path === manifest ? (symbol ?? []) : []))),
  ];
  const section = rule.endsWith('-dev') ? 'devDependencies' : 'dependencies';
  let text = await readFile(join(root, manifest), 'utf8');
  for (const name of names) text = removeMember(text, [section, name]) ?? text;
  await writeFile(join(root, manifest), text);
  const files = [manifest];
  const notes: string[] = [];
  const lockfile = join(root, 'package-lock.json');
  if (existsSync(lockfile)) {
    const folder = posix.dirname(manifest);
    const updated = removeFromLockfile(
      await readFile(lockfile, 'utf8'),
      folder === '.' ? '' : folder,
      names,
    );
    if (updated === null) {
      notes.push(
        'package-lock.json has a form this fixer does not change: run npm install to update it.',
      );
    } else {
      await writeFile(lockfile, updated);
      files.push('package-lock.json');
    }
  }
  for (const name of otherLockfiles.filter((other) => existsSync(join(root, other)))) {
    notes.push(`${name} was left as it is: run the package manager's install to update it.`);
  }
  const listed = names.length <= 3 ? names.join(', ') : `${names.length} packages`;
  return { kind: 'applied', summary: `remove the unused dependency ${listed}`, files, notes };
};
