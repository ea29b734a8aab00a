import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { atMs, author, type Bench, bench, commitAll, git } from '../test/fixture.ts';
import { commitFiles, publishBranch, resolve, updateBranch } from './index.ts';

async function advance({ vault, base }: Bench, content: string): Promise<string> {
  const expected = await resolve(vault, 'refs/heads/work');
  const changes = new Map([['work.txt', content]]);
  const parent = expected ?? base;
  const to = await commitFiles(vault, { parent, changes, message: content, author, atMs });
  await updateBranch(vault, { branch: 'work', to, expected });
  return to;
}

function snapshot(path: string): string {
  return [git(path, 'status', '--porcelain'), git(path, 'symbolic-ref', 'HEAD')].join('|');
}

it('creates a branch, fast-forwards it, and leaves the checkout alone', async () => {
  const place = await bench();
  const { vault, user, home } = place;
  const canary = join(home, 'canary');
  mkdirSync(join(user.path, '.git/hooks'), { recursive: true });
  for (const hook of ['reference-transaction', 'update', 'post-update', 'post-receive']) {
    writeFileSync(join(user.path, '.git/hooks', hook), `#!/bin/sh\ntouch ${canary}\n`, {
      mode: 0o755,
    });
  }
  writeFileSync(join(user.path, 'README.md'), 'uncommitted\n');
  const before = snapshot(user.path);
  const options = { branch: 'work', to: user.path, as: 'mosaic/fix' };
  const first = await advance(place, 'one');
  expect(await publishBranch(vault, options)).toEqual({
    published: true,
    as: 'mosaic/fix',
    commit: first,
  });
  expect(await publishBranch(vault, options)).toEqual({
    published: false,
    as: 'mosaic/fix',
    commit: first,
  });
  const second = await advance(place, 'two');
  expect(await publishBranch(vault, options)).toMatchObject({ published: true, commit: second });
  expect(existsSync(canary)).toBe(false);
  expect(git(user.path, 'rev-parse', 'mosaic/fix')).toBe(second);
  expect(git(user.path, 'show', 'mosaic/fix:work.txt')).toBe('two');
  expect(snapshot(user.path)).toBe(before);
  expect(git(user.path, 'rev-parse', 'main')).toBe(user.head);
});

it('refuses a branch that is checked out in any work tree', async () => {
  const place = await bench();
  const { vault, user, home } = place;
  await advance(place, 'one');
  await expect(publishBranch(vault, { branch: 'work', to: user.path, as: 'main' })).rejects.toThrow(
    /checked out at/,
  );
  git(user.path, 'worktree', 'add', '--quiet', '-b', 'side', join(home, 'linked'));
  await expect(
    publishBranch(vault, { branch: 'work', to: user.path, as: 'side' }),
  ).rejects.toMatchObject({
    code: 'precondition_failed',
    message: expect.stringContaining(join(home, 'linked')),
  });
  expect(git(user.path, 'rev-parse', 'main', 'side').split('\n')).toEqual([user.head, user.head]);
});

it('leaves foreign history alone and takes the next free name', async () => {
  const place = await bench();
  const { vault, user } = place;
  git(user.path, 'checkout', '--quiet', '-b', 'work');
  const foreign = commitAll(user.path, 'foreign');
  git(user.path, 'checkout', '--quiet', 'main');
  await advance(place, 'one');
  const options = { branch: 'work', to: user.path, as: 'work' };
  expect(await publishBranch(vault, options)).toMatchObject({ published: true, as: 'work-2' });
  const second = await advance(place, 'two');
  expect(await publishBranch(vault, options)).toMatchObject({ as: 'work-2', commit: second });
  expect(git(user.path, 'rev-parse', 'work')).toBe(foreign);
});

it('finds a name when a branch stands where a directory is needed', async () => {
  const place = await bench();
  git(place.user.path, 'branch', 'fix');
  await advance(place, 'one');
  const options = { branch: 'work', to: place.user.path, as: 'fix/security' };
  expect(await publishBranch(place.vault, options)).toMatchObject({ as: 'fix-security' });
});
