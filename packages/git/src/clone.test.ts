import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { atMs, author, type Bench, bench, commitAll, git, write } from '../test/fixture.ts';
import {
  checkOut,
  commitFiles,
  createClone,
  fetchFromClone,
  listClones,
  readFile,
  removeClone,
  resolve,
} from './index.ts';

const into = 'refs/mosaic/runs/r1';

function clone({ vault, base, home }: Bench, name = 'r1') {
  const directory = join(home, 'clones', name);
  return createClone(vault, { commit: base, branch: 'work', directory, markerId: name, author });
}

it('gives an agent a clone that shares nothing', async () => {
  const place = await bench();
  const { directory, tree } = await clone(place);
  expect(readFileSync(join(tree, 'README.md'), 'utf8')).toBe('hello\n');
  expect(git(tree, 'symbolic-ref', 'HEAD')).toBe('refs/heads/work');
  expect(git(tree, 'status', '--porcelain')).toBe('');
  expect(git(tree, 'remote')).toBe('');
  expect(git(tree, 'config', 'user.email')).toBe(author.email);
  expect(git(tree, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/work');
  expect(existsSync(join(tree, '.git/objects/info/alternates'))).toBe(false);
  const packs = join(tree, '.git/objects/pack');
  for (const name of readdirSync(packs)) expect(statSync(join(packs, name)).nlink).toBe(1);
  expect(git(tree, 'fsck', '--strict')).toBe('');
  expect(await listClones(join(place.home, 'clones'))).toMatchObject([
    { directory, marker: { id: 'r1' } },
  ]);
  await expect(clone(place)).rejects.toMatchObject({ code: 'conflict' });
  expect(existsSync(tree)).toBe(true);
});

it.each([
  ['loose objects', () => {}],
  ['repacked objects', (tree: string) => git(tree, 'gc', '--quiet', '--prune=now')],
  ['packed references', (tree: string) => git(tree, 'pack-refs', '--all')],
])('takes work over from a clone with %s', async (_, prepare) => {
  const place = await bench();
  const { directory, tree } = await clone(place);
  write(tree, { 'new.txt': 'work\n' });
  const work = commitAll(tree, 'work');
  prepare(tree);
  expect(await fetchFromClone(place.vault, { clone: directory, into })).toBe(work);
  expect(await fetchFromClone(place.vault, { clone: directory, ref: 'HEAD', into })).toBe(work);
  expect(await fetchFromClone(place.vault, { clone: directory, commit: work, into })).toBe(work);
  expect(await resolve(place.vault, into)).toBe(work);
  expect(await readFile(place.vault, work, 'new.txt')).toBe('work\n');
});

it('takes many files over as one pack', async () => {
  const place = await bench();
  const { directory, tree } = await clone(place);
  write(
    tree,
    Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`many/${n}.txt`, `${n}\n`])),
  );
  const work = commitAll(tree, 'many');
  expect(await fetchFromClone(place.vault, { clone: directory, into })).toBe(work);
  expect(await readFile(place.vault, work, 'many/149.txt')).toBe('149\n');
});

it('refuses more bytes than allowed, missing commits and directories that are not clones', async () => {
  const place = await bench();
  const { vault, home } = place;
  const { directory, tree } = await clone(place);
  write(tree, { big: Array.from({ length: 40_000 }, (_, n) => n * 7919).join(' ') });
  const work = commitAll(tree, 'big');
  const fetch = { clone: directory, into };
  await expect(fetchFromClone(vault, { ...fetch, maxBytes: 10_000 })).rejects.toMatchObject({
    code: 'too_large',
  });
  expect(await resolve(vault, work)).toBeNull();
  const absent = 'f'.repeat(40);
  await expect(fetchFromClone(vault, { ...fetch, commit: absent })).rejects.toMatchObject({
    code: 'precondition_failed',
  });
  await expect(fetchFromClone(vault, { ...fetch, ref: 'refs/heads/none' })).rejects.toThrow(
    /no commit at/,
  );
  await expect(fetchFromClone(vault, { ...fetch, into: 'refs/../x/y' })).rejects.toMatchObject({
    code: 'invalid_input',
  });
  await expect(fetchFromClone(vault, { clone: join(home, 'user'), into })).rejects.toThrow(
    /not a clone/,
  );
  expect(readdirSync(join(vault.directory, 'mosaic-tmp'))).toEqual([]);
});

it('removes a clone only when its work is in the vault', async () => {
  const place = await bench();
  const { vault, home } = place;
  const root = join(home, 'clones');
  const { directory, tree } = await clone(place);
  mkdirSync(join(tree, 'locked'));
  writeFileSync(join(tree, 'locked/file'), 'x');
  chmodSync(join(tree, 'locked'), 0o000);
  expect(await removeClone(directory, { vault, root })).toEqual({ kind: 'removed' });
  expect(existsSync(directory)).toBe(false);
  expect(await removeClone(directory, { vault, root })).toEqual({ kind: 'missing' });

  const second = await clone(place);
  const work = commitAll(second.tree, 'precious');
  git(second.tree, 'checkout', '--quiet', '-b', 'other', place.base);
  git(second.tree, 'pack-refs', '--all');
  const kept = await removeClone(second.directory, { vault, root });
  expect(kept).toMatchObject({ kind: 'quarantined', directory: join(home, 'quarantine', 'r1') });
  expect(git(join(home, 'quarantine/r1/tree'), 'rev-parse', 'work')).toBe(work);
  expect(await listClones(root)).toEqual([]);

  const third = await clone(place);
  commitAll(third.tree, 'stored');
  await fetchFromClone(vault, { clone: third.directory, into });
  expect(await removeClone(third.directory, { vault, root })).toEqual({ kind: 'removed' });
});

it('goes on with a removal that was cut off', async () => {
  const place = await bench();
  const root = join(place.home, 'clones');
  const { directory, tree } = await clone(place);
  // Work that must be kept is looked for before this step, never after it.
  renameSync(tree, join(directory, 'removed'));
  rmSync(join(directory, 'removed/.git/HEAD'));
  expect(await removeClone(directory, { vault: place.vault, root })).toEqual({ kind: 'removed' });
  expect(existsSync(directory)).toBe(false);
});

it('takes the lock that a killed git left for no reference', async () => {
  const place = await bench();
  const root = join(place.home, 'clones');
  const { directory, tree } = await clone(place);
  const unborn = git(tree, 'commit-tree', '-p', place.base, '-m', 'unborn', `${place.base}^{tree}`);
  writeFileSync(join(tree, '.git/refs/heads/work.lock'), `${unborn}\n`);
  writeFileSync(join(tree, '.git/refs/heads/empty.lock'), '');
  writeFileSync(join(tree, '.git/HEAD.lock'), '');
  expect(await removeClone(directory, { vault: place.vault, root })).toEqual({ kind: 'removed' });
});

it('removes nothing that is not a clone of ours below the root', async () => {
  const place = await bench();
  const { vault, home, user } = place;
  const root = join(home, 'clones');
  const { directory } = await clone(place);
  symlinkSync(directory, join(root, 'link'));
  mkdirSync(join(root, 'plain'));
  for (const path of [
    user.path,
    join(root, 'link'),
    join(root, 'plain'),
    root,
    join(root, '../user'),
    '/',
  ]) {
    await expect(removeClone(path, { vault, root })).rejects.toMatchObject({ code: 'forbidden' });
  }
  expect(existsSync(directory) && existsSync(user.path) && existsSync(join(root, 'plain'))).toBe(
    true,
  );
});

it('checks a commit out with a repository of its own', async () => {
  const { vault, base, home } = await bench();
  const changes = new Map([['docs/x.md', 'x\n']]);
  const commit = await commitFiles(vault, { parent: base, changes, message: 'x', author, atMs });
  const directory = join(home, 'gates', 'one');
  await checkOut(vault, { commit, directory });
  expect(readFileSync(join(directory, 'docs/x.md'), 'utf8')).toBe('x\n');
  expect(git(directory, 'rev-parse', 'HEAD')).toBe(commit);
  expect(git(directory, 'status', '--porcelain')).toBe('');
  expect(git(directory, 'log', '--format=%H')).toBe(commit);
  expect(git(directory, 'fsck', '--strict')).toBe('');
  await expect(checkOut(vault, { commit, directory })).rejects.toMatchObject({ code: 'conflict' });
});
