import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commitAll, git, temporaryDirectory, userRepository, write } from '../test/fixture.ts';
import { createVault, importCommit, inspectRepository, readFile } from './index.ts';

it('tells what a repository is, from any directory inside it', async () => {
  const user = userRepository(join(temporaryDirectory(), 'user'));
  git(user.path, 'branch', 'topic/one');
  const facts = await inspectRepository(join(user.path, 'src'));
  expect(facts).toMatchObject({
    root: user.path,
    headCommit: user.head,
    headBranch: 'main',
    isBare: false,
    isDirty: false,
    objectFormat: 'sha1',
  });
  expect(facts.branches.map((branch) => branch.name)).toEqual(['main', 'topic/one']);
  write(user.path, { 'README.md': 'changed\n' });
  git(user.path, 'checkout', '--quiet', '--detach');
  expect(await inspectRepository(user.path)).toMatchObject({ isDirty: true, headBranch: null });
});

it('runs neither hooks, file system monitor nor filters of the repository', async () => {
  const home = temporaryDirectory();
  const user = userRepository(join(home, 'user'));
  const canary = join(home, 'canary');
  write(user.path, { '.gitattributes': '* filter=x\n' });
  commitAll(user.path, 'attributes');
  for (const key of ['core.fsmonitor', 'filter.x.clean', 'filter.x.process']) {
    git(user.path, 'config', key, `touch ${canary}; cat`);
  }
  write(user.path, { 'README.md': 'changed\n' });
  expect((await inspectRepository(user.path)).isDirty).toBe(true);
  expect(existsSync(canary)).toBe(false);
});

it('explains why a directory can not be used', async () => {
  const home = temporaryDirectory();
  const user = userRepository(join(home, 'user'));
  await expect(inspectRepository(join(home, 'missing'))).rejects.toMatchObject({
    code: 'not_found',
  });
  mkdirSync(join(home, 'plain'));
  await expect(inspectRepository(join(home, 'plain'))).rejects.toMatchObject({ code: 'not_found' });
  mkdirSync(join(home, 'empty'));
  git(join(home, 'empty'), 'init', '--quiet');
  await expect(inspectRepository(join(home, 'empty'))).rejects.toThrow(/no commit yet/);
  commitAll(user.path, 'second');
  git(home, 'clone', '--quiet', '--depth=1', `file://${user.path}`, 'shallow');
  await expect(inspectRepository(join(home, 'shallow'))).rejects.toThrow(/--unshallow/);
  git(user.path, 'config', 'uploadpack.allowFilter', 'true');
  git(home, 'clone', '--quiet', '--filter=blob:none', `file://${user.path}`, 'partial');
  await expect(inspectRepository(join(home, 'partial'))).rejects.toThrow(/partial clone/);
});

it('imports from a linked work tree, a bare and a sha256 repository', async () => {
  const home = temporaryDirectory();
  const user = userRepository(join(home, 'user'));
  git(user.path, 'worktree', 'add', '--quiet', '-b', 'side', join(home, 'linked'));
  const side = commitAll(join(home, 'linked'), 'in the work tree');
  const vault = await createVault(join(home, 'vault.git'));
  const into = 'refs/heads/x';
  expect(await importCommit(vault, { from: join(home, 'linked'), ref: 'HEAD', into })).toBe(side);
  git(home, 'clone', '--quiet', '--bare', user.path, 'bare.git');
  expect(await inspectRepository(join(home, 'bare.git'))).toMatchObject({
    isBare: true,
    isDirty: null,
  });
  expect(await importCommit(vault, { from: join(home, 'bare.git'), commit: user.head, into })).toBe(
    user.head,
  );
  const modern = join(home, 'modern');
  mkdirSync(modern);
  git(modern, 'init', '--quiet', '--object-format=sha256');
  writeFileSync(join(modern, 'f'), 'x');
  commitAll(modern, 'first');
  const { objectFormat, headCommit } = await inspectRepository(modern);
  const other = await createVault(join(home, 'other.git'), { objectFormat });
  await importCommit(other, { from: modern, into });
  expect(await readFile(other, headCommit, 'f')).toBe('x');
  await expect(importCommit(vault, { from: modern, into })).rejects.toThrow(/sha256/);
  await expect(importCommit(vault, { from: user.path, ref: '--all', into })).rejects.toMatchObject({
    code: 'not_found',
  });
});
