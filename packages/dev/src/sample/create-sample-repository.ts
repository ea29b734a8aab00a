import { cp, mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Gate, MosaicError } from '@mosaic/contract';
import { limits } from '../limits.ts';
import { gitCommand, gitEnvironment } from '../tools/git-command.ts';
import { plainLine } from '../tools/plain-text.ts';
import { runProgram } from '../tools/run-program.ts';
import { packageRoot, searchPath } from '../tools/toolbox.ts';
import { sampleGates } from './sample-gates.ts';

export interface SampleOptions {
  /** Where the repository is created; must not exist or be empty. */
  directory: string;
  /** Time of the newest commit, in milliseconds; the same time gives the same commits. */
  atMs: number;
}

export interface SampleRepository {
  path: string;
  defaultBranch: string;
  headCommit: string;
  gates: readonly Gate[];
}

/** History of the sample, oldest first: each layer adds to the files before. */
const layers = [
  { folder: '1-prices', subject: 'feat: price carts with discounts', daysAgo: 9 },
  { folder: '2-orders', subject: 'feat: take orders, ship them and write invoices', daysAgo: 4 },
  {
    folder: '3-operations',
    subject: 'feat: record payments, watch stock, import orders',
    daysAgo: 0,
  },
] as const;

const defaultBranch = 'main';
const dayMs = 86_400_000;

/**
 * Creates a small TypeScript package with real logic, green tests and about a dozen
 * genuine defects, as a git repository with three commits.
 */
export async function createSampleRepository(options: SampleOptions): Promise<SampleRepository> {
  await mkdir(options.directory, { recursive: true });
  const root = await realpath(options.directory);
  if ((await readdir(root)).length > 0) {
    const message = `${root} is not empty. Name a new or an empty folder for the sample.`;
    throw new MosaicError('conflict', message);
  }
  await git(root, options.atMs, ['init', '--quiet', `--initial-branch=${defaultBranch}`]);
  for (const { folder, subject, daysAgo } of layers) {
    await cp(join(packageRoot, 'fixtures', 'sample', folder), root, { recursive: true });
    if (folder === '3-operations') await plantPassword(join(root, 'src', 'payments.ts'));
    const atMs = options.atMs - daysAgo * dayMs;
    await git(root, atMs, ['add', '--all']);
    await git(root, atMs, ['commit', '--quiet', '--no-verify', '-m', subject]);
  }
  const headCommit = (await git(root, options.atMs, ['rev-parse', 'HEAD'])).trim();
  return { path: root, defaultBranch, headCommit, gates: sampleGates };
}

/** Put in only here, so that scanners of our own repository have nothing to find. */
async function plantPassword(path: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('@@PASSWORD@@', ['example', 'only', '8Kq2'].join('-')));
}

async function git(root: string, atMs: number, args: readonly string[]): Promise<string> {
  const date = `@${Math.floor(atMs / 1_000)} +0000`;
  const result = await runProgram({
    file: gitCommand.file,
    args: [...gitCommand.args, ...args],
    cwd: root,
    env: {
      ...gitEnvironment(root),
      PATH: searchPath(),
      HOME: tmpdir(),
      GIT_AUTHOR_NAME: 'Sample Author',
      GIT_AUTHOR_EMAIL: 'author@sample.invalid',
      GIT_COMMITTER_NAME: 'Sample Author',
      GIT_COMMITTER_EMAIL: 'author@sample.invalid',
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
    },
    timeoutMs: limits.toolTimeoutMs,
    outputBytesMax: limits.toolOutputBytesMax,
  });
  if (result.outcome === 'exited' && result.exitCode === 0) return result.stdout;
  const said = plainLine(result.stderr || result.outcome, limits.noteCharsMax);
  throw new MosaicError(
    'unavailable',
    `git could not create the sample: ${said}. Is git installed?`,
  );
}
