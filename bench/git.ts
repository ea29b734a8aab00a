import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  createClone,
  createVault,
  fetchFromClone,
  importCommit,
  mergeCommits,
  removeClone,
  updateBranch,
  type Vault,
} from '@mosaic/git';
import { interleaved } from './measure.ts';
import { type Row, row } from './row.ts';
import { withScratch } from './scratch.ts';
import { median } from './statistics.ts';

const execute = promisify(execFile);
const author = { name: 'Bench', email: 'bench@localhost' };

/**
 * One run as the runner does it (own clone, objects taken back through quarantine, merge
 * without a checkout, compare-and-set), beside the usual way: a linked worktree of the
 * user's repository, a commit in it, and a merge.
 *
 * The peer is faster and not a replacement: an agent in a linked worktree can write the
 * configuration of the user's repository, and with it make the host run commands.
 */
export function benchGit(): Promise<Row[]> {
  return withScratch(async (folder) => {
    const rows: Row[] = [];
    for (const files of [100, 2_000]) {
      const place = join(folder, String(files));
      const repository = await createRepository(join(place, 'repository'), files);
      const vault = await createVault(join(place, 'vault.git'));
      const base = await importCommit(vault, { from: repository, into: 'refs/mosaic/base' });
      await updateBranch(vault, { branch: 'fix/security', to: base, expected: null });
      let number = 0;
      const samples = await interleaved(
        () => {
          number += 1;
          return ours(vault, base, join(place, 'clones', `run-${number}`), number);
        },
        () => {
          number += 1;
          return worktree(repository, join(place, `tree-${number}`), number);
        },
        { rounds: 5 },
      );
      rows.push(
        row({
          name: `one run, ${files.toLocaleString('en')} files`,
          metric: 'median',
          unit: 'ms',
          ours: median(samples.ours),
          peer: { name: 'git worktree', value: median(samples.peer) },
        }),
      );
    }
    return rows;
  });
}

async function createRepository(path: string, files: number): Promise<string> {
  await mkdir(join(path, 'src'), { recursive: true });
  for (let index = 0; index < files; index += 1) {
    await writeFile(
      join(path, 'src', `file-${index}.ts`),
      `export const value = ${index};\n`.repeat(40),
    );
  }
  await git(path, 'init', '--quiet', '--initial-branch=main');
  await git(path, 'add', '--all');
  await git(path, 'commit', '--quiet', '-m', 'base');
  return path;
}

async function ours(vault: Vault, base: string, directory: string, number: number): Promise<void> {
  const branch = 'fix/security';
  const clone = await createClone(vault, {
    commit: base,
    branch,
    directory,
    markerId: `run-${number}`,
    author,
  });
  await change(clone.tree, number);
  const commit = await fetchFromClone(vault, {
    clone: directory,
    into: `refs/mosaic/runs/${number}`,
  });
  const head = await headOf(vault.directory);
  const merge = await mergeCommits(vault, {
    ours: head,
    theirs: commit,
    message: `merge ${number}`,
    author,
    atMs: Date.now(),
  });
  if (merge.kind === 'conflict') throw new Error('The bench must not conflict');
  if (!(await updateBranch(vault, { branch, to: merge.commit, expected: head }))) {
    throw new Error('Nobody else moves the branch');
  }
  await removeClone(directory, { vault, root: dirname(directory) });
}

async function worktree(repository: string, tree: string, number: number): Promise<void> {
  const branch = `work-${number}`;
  await git(repository, 'worktree', 'add', '--quiet', '-b', branch, tree, 'main');
  await change(tree, number);
  await git(repository, 'merge', '--quiet', '--no-edit', branch);
  await git(repository, 'worktree', 'remove', '--force', tree);
}

/** What an agent does: one new file, committed. */
async function change(tree: string, number: number): Promise<void> {
  await writeFile(join(tree, `new-${number}.ts`), `export const added = ${number};\n`);
  await git(tree, 'add', '--all');
  await git(tree, 'commit', '--quiet', '-m', `change ${number}`);
}

async function headOf(directory: string): Promise<string> {
  return (await git(directory, 'rev-parse', 'refs/heads/fix/security')).trim();
}

async function git(directory: string, ...args: string[]): Promise<string> {
  const { stdout } = await execute(
    'git',
    ['-c', 'user.name=Bench', '-c', 'user.email=b@l', ...args],
    {
      cwd: directory,
    },
  );
  return stdout;
}
