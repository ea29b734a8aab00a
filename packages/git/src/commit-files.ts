import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MosaicError } from '@mosaic/contract';
import { assertCommitId, assertPath, type CommitId } from './names.ts';
import { listTree } from './read-objects.ts';
import { runGit } from './run-git.ts';
import { type Vault, withTemporary } from './vault.ts';

export interface Author {
  readonly name: string;
  readonly email: string;
}

export interface CommitOptions {
  /** Null makes a first commit. */
  readonly parent: CommitId | null;
  /** Path → new content, or null to delete. Other files stay; a file keeps its executable bit. */
  readonly changes: ReadonlyMap<string, string | null>;
  readonly message: string;
  readonly author: Author;
  /** Author and committer time. Git keeps whole seconds. */
  readonly atMs: number;
}

/**
 * Makes a commit from objects, without a checkout; sets no reference.
 *
 * Same input, same commit id. Returns `parent` itself when nothing differs from it.
 * `invalid_input` for a path that is absolute, leaves the tree, or has a `.git` component.
 */
export async function commitFiles(vault: Vault, options: CommitOptions): Promise<CommitId> {
  const { parent } = options;
  if (parent !== null) assertCommitId(parent);
  const changes = [...options.changes].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [path] of changes) assertPath(path);
  assertNoNesting(changes.map(([path]) => path));
  const gitDir = vault.directory;
  const tree = await withTemporary(vault, async (temporary) => {
    const env = { GIT_INDEX_FILE: join(temporary, 'index') };
    await runGit(['read-tree', parent ?? '--empty'], { gitDir, env });
    const lines = await indexLines(vault, parent, changes, temporary);
    await runGit(['update-index', '-z', '--index-info'], { gitDir, env, input: lines });
    return (await runGit(['write-tree'], { gitDir, env })).stdout.trim();
  });
  if (parent !== null && tree === (await treeOf(vault, parent))) return parent;
  return commitTree(vault, { ...options, tree, parents: parent === null ? [] : [parent] });
}

export interface CommitTreeOptions {
  readonly tree: string;
  readonly parents: readonly CommitId[];
  readonly message: string;
  readonly author: Author;
  readonly atMs: number;
}

export async function commitTree(vault: Vault, options: CommitTreeOptions): Promise<CommitId> {
  const { name, email } = options.author;
  if (/[<>\p{Cc}]/u.test(name + email) || name.trim() === '') {
    throw new MosaicError(
      'invalid_input',
      'An author needs a name, without "<", ">" or line breaks.',
    );
  }
  if (options.message.includes('\0') || options.message.trim() === '') {
    throw new MosaicError('invalid_input', 'A commit needs a message, without NUL characters.');
  }
  const date = `@${Math.floor(options.atMs / 1_000)} +0000`;
  const { stdout } = await runGit(
    [
      'commit-tree',
      options.tree,
      ...options.parents.flatMap((parent) => ['-p', parent]),
      '-F',
      '-',
    ],
    {
      gitDir: vault.directory,
      input: options.message.endsWith('\n') ? options.message : `${options.message}\n`,
      env: {
        GIT_AUTHOR_NAME: name,
        GIT_AUTHOR_EMAIL: email,
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_NAME: name,
        GIT_COMMITTER_EMAIL: email,
        GIT_COMMITTER_DATE: date,
      },
    },
  );
  return stdout.trim();
}

async function indexLines(
  vault: Vault,
  parent: CommitId | null,
  changes: readonly (readonly [string, string | null])[],
  temporary: string,
): Promise<string> {
  const files = parent === null ? [] : await listTree(vault, parent);
  const executable = new Set(
    files.filter((file) => file.mode === '100755').map((file) => file.path),
  );
  const written = changes.filter(([, content]) => content !== null);
  for (const [index, [, content]] of written.entries()) {
    await writeFile(join(temporary, String(index)), content ?? '');
  }
  const hashes = await runGit(['hash-object', '-w', '--no-filters', '--stdin-paths'], {
    gitDir: vault.directory,
    input: written.map((_, index) => `${join(temporary, String(index))}\n`).join(''),
  });
  const objects = hashes.stdout.split('\n');
  const lines = written.map(
    ([path], index) => `${executable.has(path) ? '100755' : '100644'} ${objects[index]}\t${path}\0`,
  );
  const nothing = '0'.repeat(40);
  const deleted = changes.filter(([, content]) => content === null);
  return [...deleted.map(([path]) => `0 ${nothing}\t${path}\0`), ...lines].join('');
}

/** Two changes where one is a directory of the other have no defined result. */
function assertNoNesting(sorted: readonly string[]): void {
  const all = new Set(sorted);
  for (const path of sorted) {
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (!all.has(path.slice(0, slash))) continue;
      throw new MosaicError(
        'invalid_input',
        `"${path.slice(0, slash)}" is a file and a directory.`,
      );
    }
  }
}

async function treeOf(vault: Vault, commit: CommitId): Promise<string> {
  const { stdout } = await runGit(['rev-parse', '--verify', `${commit}^{tree}`], {
    gitDir: vault.directory,
  });
  return stdout.trim();
}
