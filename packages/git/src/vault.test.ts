import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { atMs, author, bench, commitAll, git, temporaryDirectory, write } from '../test/fixture.ts';
import {
  branches,
  changedFiles,
  commitFiles,
  createVault,
  deleteRefs,
  diffStat,
  diffText,
  importCommit,
  isAncestor,
  listFiles,
  log,
  mergeCommits,
  openVault,
  packVault,
  pathProblem,
  readFile,
  resolve,
  updateBranch,
} from './index.ts';

const commit = { author, atMs, message: 'change' };

it('creates a vault once and opens it again', async () => {
  const { vault, base } = await bench();
  expect(await createVault(vault.directory)).toEqual(vault);
  expect(await openVault(vault.directory)).toEqual(vault);
  expect(await resolve(vault, 'main')).toBe(base);
  expect(await resolve(vault, '--all')).toBeNull();
  await expect(openVault(join(temporaryDirectory(), 'none'))).rejects.toMatchObject({
    code: 'not_found',
  });
});

it('reads files from objects, never through a link', async () => {
  const { vault, user } = await bench();
  git(user.path, 'config', 'core.symlinks', 'true');
  const { symlinkSync } = await import('node:fs');
  symlinkSync('/etc/passwd', join(user.path, 'link'));
  const head = commitAll(user.path, 'link');
  await importCommit(vault, { from: user.path, commit: head, into: 'refs/heads/main' });
  expect(await readFile(vault, head, 'README.md')).toBe('hello\n');
  expect(await readFile(vault, head, 'link')).toBeNull();
  expect(await readFile(vault, head, 'src')).toBeNull();
  expect(await readFile(vault, head, 'missing')).toBeNull();
  await expect(readFile(vault, head, 'README.md', 3)).rejects.toMatchObject({ code: 'too_large' });
  await expect(readFile(vault, head, '../x')).rejects.toMatchObject({ code: 'invalid_input' });
  expect(await listFiles(vault, head, 'src')).toEqual(['src/a.ts']);
  expect(await listFiles(vault, head, 'nothing')).toEqual([]);
});

it('flags links, submodules and changed permissions', async () => {
  const { vault, user, base } = await bench();
  git(user.path, 'update-index', '--add', '--cacheinfo', `160000,${base},module`);
  git(user.path, 'update-index', '--chmod=+x', 'src/a.ts');
  const blob = git(user.path, 'rev-parse', 'HEAD:README.md');
  git(user.path, 'update-index', '--cacheinfo', `120000,${blob},README.md`);
  git(user.path, 'commit', '--quiet', '-m', 'odd');
  const odd = await importCommit(vault, { from: user.path, into: 'refs/heads/odd' });
  expect(await changedFiles(vault, base, odd)).toMatchObject([
    { path: 'README.md', status: 'type-changed', newKind: 'symlink', isModeChange: true },
    { path: 'module', status: 'added', newKind: 'submodule', isModeChange: false },
    { path: 'src/a.ts', status: 'modified', newKind: 'executable', isModeChange: true },
  ]);
});

it('commits without a checkout, deterministically, and keeps what it was not told to change', async () => {
  const { vault, base } = await bench();
  const changes = new Map([
    ['docs/tasks.md', '# Täsks\n'],
    ['src/a.ts', null],
  ]);
  const first = await commitFiles(vault, { parent: base, changes, ...commit });
  expect(await commitFiles(vault, { parent: base, changes, ...commit })).toBe(first);
  expect(await listFiles(vault, first)).toEqual(['README.md', 'docs/tasks.md']);
  expect(await readFile(vault, first, 'docs/tasks.md')).toBe('# Täsks\n');
  expect(await log(vault, base, first)).toEqual([
    { commit: first, parents: [base], author, authoredAtMs: 1_700_000_000_000, message: 'change' },
  ]);
  expect(await diffStat(vault, base, first)).toEqual({
    files: 2,
    insertions: 1,
    deletions: 1,
    binaryFiles: 0,
  });
  expect(await diffText(vault, base, first, 10_000)).toContain('+# Täsks');
  expect(await commitFiles(vault, { parent: first, changes, ...commit })).toBe(first);
});

it('keeps executable bits and makes a first commit', async () => {
  const { vault, user } = await bench({ 'run.sh': '#!/bin/sh\n' });
  git(user.path, 'update-index', '--chmod=+x', 'run.sh');
  git(user.path, 'commit', '--quiet', '-m', 'x');
  const head = await importCommit(vault, { from: user.path, into: 'refs/heads/x' });
  const changes = new Map([['run.sh', '#!/bin/bash\n']]);
  const next = await commitFiles(vault, { parent: head, changes, ...commit });
  expect(await changedFiles(vault, head, next)).toMatchObject([{ isModeChange: false }]);
  const root = await commitFiles(vault, { parent: null, changes, ...commit });
  expect(await listFiles(vault, root)).toEqual(['run.sh']);
});

it('refuses paths that leave the tree or name a repository', async () => {
  const { vault, base } = await bench();
  const bad = [
    '../x',
    'a/../b',
    '/etc/x',
    '.git/config',
    'a/.GIT/hooks/x',
    'git~1/x',
    '.git ',
    '.git.',
    'a//b',
    './a',
    '',
    'c:/x',
    'a\\b',
    'a\nb',
    '.g\u200cit/config',
    '.git::$INDEX_ALLOCATION/x',
  ];
  for (const path of bad) {
    const changes = new Map([[path, 'x']]);
    await expect(commitFiles(vault, { parent: base, changes, ...commit })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  }
  const nested = new Map([
    ['a', 'x'],
    ['a/b', 'y'],
  ]);
  await expect(commitFiles(vault, { parent: base, changes: nested, ...commit })).rejects.toThrow(
    /file and a directory/,
  );
  expect(['.github/x', 'a.git', '.gitignore', 'gitea'].map(pathProblem)).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

it('commits exactly the tree that the changes describe', { timeout: 60_000 }, async () => {
  const { vault, base } = await bench({ a: '1', 'b/c': '2', 'b/d': '3' });
  const path = fc.constantFrom('a', 'b/c', 'b/d', 'b/e', 'f', 'g/h');
  const content = fc.option(fc.string({ unit: 'grapheme' }), { nil: null });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(path, content), { maxLength: 6 }), async (pairs) => {
      const changes = new Map(pairs);
      const expected = new Map<string, string>([
        ['a', '1'],
        ['b/c', '2'],
        ['b/d', '3'],
      ]);
      for (const [key, value] of changes) {
        if (value === null) expected.delete(key);
        else expected.set(key, value);
      }
      const made = await commitFiles(vault, { parent: base, changes, ...commit });
      expect(await listFiles(vault, made)).toEqual([...expected.keys()].sort());
      for (const [key] of changes) {
        expect(await readFile(vault, made, key)).toBe(expected.get(key) ?? null);
      }
      const shuffled = new Map([...changes].reverse());
      expect(await commitFiles(vault, { parent: base, changes: shuffled, ...commit })).toBe(made);
    }),
    { numRuns: 15 },
  );
});

it('merges without a checkout and names the files in conflict', async () => {
  const { vault, base } = await bench();
  const change = (path: string, content: string) =>
    commitFiles(vault, { parent: base, changes: new Map([[path, content]]), ...commit });
  const ours = await change('README.md', 'ours\n');
  const theirs = await change('src/b.ts', 'theirs\n');
  const clash = await change('README.md', 'clash\n');
  const merge = (a: string, b: string) => mergeCommits(vault, { ours: a, theirs: b, ...commit });
  expect(await merge(ours, base)).toEqual({ kind: 'up-to-date', commit: ours });
  expect(await merge(base, ours)).toEqual({ kind: 'fast-forward', commit: ours });
  const merged = await merge(ours, theirs);
  expect(merged).toEqual(await merge(ours, theirs));
  if (merged.kind !== 'merged') throw new Error(merged.kind);
  expect(await readFile(vault, merged.commit, 'README.md')).toBe('ours\n');
  expect(await readFile(vault, merged.commit, 'src/b.ts')).toBe('theirs\n');
  expect(await isAncestor(vault, theirs, merged.commit)).toBe(true);
  expect(await merge(ours, clash)).toEqual({ kind: 'conflict', files: ['README.md'] });
  const root = await commitFiles(vault, {
    parent: null,
    changes: new Map([['z', 'z']]),
    ...commit,
  });
  await expect(merge(ours, root)).rejects.toMatchObject({ code: 'precondition_failed' });
});

it('lets exactly one of many move a branch', async () => {
  const { vault, base } = await bench();
  const rivals = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      commitFiles(vault, { parent: base, changes: new Map([['n', `${index}`]]), ...commit }),
    ),
  );
  const results = await Promise.all(
    rivals.map((to) => updateBranch(vault, { branch: 'main', to, expected: base })),
  );
  expect(results.filter(Boolean)).toHaveLength(1);
  const winner = rivals[results.indexOf(true)];
  expect(await branches(vault)).toEqual([{ name: 'main', commit: winner }]);
  expect(await updateBranch(vault, { branch: 'main', to: base, expected: null })).toBe(false);
  expect(await updateBranch(vault, { branch: 'fix/security', to: base, expected: null })).toBe(
    true,
  );
  await expect(
    updateBranch(vault, { branch: '../x', to: base, expected: null }),
  ).rejects.toMatchObject({ code: 'invalid_input' });
  await deleteRefs(vault, ['refs/heads/fix/security', 'refs/mosaic/runs/none']);
  expect((await branches(vault)).map((branch) => branch.name)).toEqual(['main']);
  await packVault(vault);
  expect(await listFiles(vault, winner ?? '')).toContain('n');
});

it('moves a branch whose lock was left by a git that is dead, never one that may be alive', async () => {
  const { vault, base } = await bench();
  const lock = join(vault.directory, 'refs/heads/main.lock');
  const to = await commitFiles(vault, { parent: base, changes: new Map(), ...commit });
  writeFileSync(lock, '');
  await expect(updateBranch(vault, { branch: 'main', to, expected: base })).rejects.toThrow(/lock/);
  const old = new Date(Date.now() - 600_000);
  utimesSync(lock, old, old);
  expect(await updateBranch(vault, { branch: 'main', to, expected: base })).toBe(true);
  expect(await resolve(vault, 'main')).toBe(to);
});

it('takes only what is new when a commit is imported again', async () => {
  const { vault, user } = await bench();
  write(user.path, { 'new.txt': 'new\n' });
  const head = commitAll(user.path, 'second');
  const into = 'refs/heads/main';
  expect(await importCommit(vault, { from: user.path, ref: 'main', into })).toBe(head);
  expect(await importCommit(vault, { from: user.path, ref: 'main', into })).toBe(head);
  expect(await readFile(vault, head, 'new.txt')).toBe('new\n');
});
