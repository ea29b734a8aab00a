import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Git as a user runs it, in an environment of its own. */
export function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@example.org',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.org',
    },
  }).trim();
}

/** A directory that goes away with the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'mosaic-analysis-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export function commitFiles(
  directory: string,
  files: Readonly<Record<string, string>>,
  options: { message?: string; author?: string } = {},
): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  const { message = 'change', author = 'Ada <ada@example.org>' } = options;
  git(directory, 'add', '--all');
  git(directory, 'commit', '--quiet', '--allow-empty', `--author=${author}`, '-m', message);
}

/** A repository with one commit on `main`, named `name`. */
export function makeRepository(name: string, files: Readonly<Record<string, string>>): string {
  const directory = join(temporaryDirectory(), name);
  mkdirSync(directory, { recursive: true });
  git(directory, 'init', '--quiet', '--initial-branch=main');
  commitFiles(directory, files, { message: 'first' });
  return directory;
}
