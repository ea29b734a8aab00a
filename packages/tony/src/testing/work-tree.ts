import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A git repository with one commit, for one worker. */
export interface WorkTree {
  readonly path: string;
  git(...args: string[]): Promise<string>;
  read(path: string): Promise<string>;
  remove(): Promise<void>;
}

export async function createWorkTree(env: Readonly<Record<string, string>>): Promise<WorkTree> {
  const path = await mkdtemp(join(tmpdir(), 'tony-'));
  const git = async (...args: string[]) => {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid'];
    const { stdout } = await run('git', [...identity, ...args], { cwd: path, env: { ...env } });
    return stdout.trim();
  };
  await git('init', '--quiet', '--initial-branch', 'main');
  await writeFile(join(path, 'readme.md'), 'A repository for one test.\n');
  await git('add', '-A');
  await git('commit', '--quiet', '-m', 'chore: begin');
  return {
    path,
    git,
    read: (file) => readFile(join(path, file), 'utf8'),
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}
