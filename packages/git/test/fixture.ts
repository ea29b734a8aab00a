import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createVault, importCommit, type Vault } from '../src/index.ts';

export const author = { name: 'Ada', email: 'ada@example.org' };
export const atMs = 1_700_000_000_123;

/** A directory that goes away with the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'mosaic-git-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Git as a user or an agent would run it: with the configuration of the repository. */
export function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'User',
      GIT_AUTHOR_EMAIL: 'user@example.org',
      GIT_COMMITTER_NAME: 'User',
      GIT_COMMITTER_EMAIL: 'user@example.org',
    },
  }).trim();
}

export function write(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
}

export function commitAll(directory: string, message: string): string {
  git(directory, 'add', '--all');
  git(directory, 'commit', '--quiet', '--allow-empty', '-m', message);
  return git(directory, 'rev-parse', 'HEAD');
}

/** A user's repository with one commit on `main`. */
export function userRepository(
  path: string,
  files: Readonly<Record<string, string>> = { 'README.md': 'hello\n', 'src/a.ts': 'export {};\n' },
): { path: string; head: string } {
  mkdirSync(path, { recursive: true });
  git(path, 'init', '--quiet', '--initial-branch=main');
  write(path, files);
  return { path, head: commitAll(path, 'first') };
}

export interface Bench {
  home: string;
  user: { path: string; head: string };
  vault: Vault;
  base: string;
}

/** A user's repository whose head is branch `main` of a vault. */
export async function bench(files?: Readonly<Record<string, string>>): Promise<Bench> {
  const home = temporaryDirectory();
  const user = userRepository(join(home, 'user'), files);
  const vault = await createVault(join(home, 'vault.git'));
  const base = await importCommit(vault, { from: user.path, ref: 'main', into: 'refs/heads/main' });
  return { home, user, vault, base };
}
