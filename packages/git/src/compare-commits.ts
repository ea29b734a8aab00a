import { assertCommitId, type CommitId } from './names.ts';
import { runGit } from './run-git.ts';
import type { Vault } from './vault.ts';

export type FileKind = 'none' | 'file' | 'executable' | 'symlink' | 'submodule';

/** One file that differs between two commits. */
export interface ChangedFile {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'deleted' | 'type-changed';
  /** Modes as git prints them; `000000` where the file does not exist. */
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldKind: FileKind;
  readonly newKind: FileKind;
  /** Same content, or new content, under other permissions. */
  readonly isModeChange: boolean;
}

const kinds: Readonly<Record<string, FileKind>> = {
  '000000': 'none',
  '100644': 'file',
  '100664': 'file',
  '100755': 'executable',
  '120000': 'symlink',
  '160000': 'submodule',
};
const statuses = { A: 'added', M: 'modified', D: 'deleted', T: 'type-changed' } as const;

/** Files that differ from `from` to `to`, in path order. A renamed file is one deleted and one added. */
export async function changedFiles(
  vault: Vault,
  from: CommitId,
  to: CommitId,
): Promise<ChangedFile[]> {
  const fields = (await diffTree(vault, from, to, ['--raw', '--no-abbrev', '-z'])).split('\0');
  const files: ChangedFile[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [oldMode = '', newMode = '', , , letter = 'M'] = (fields[index] ?? '')
      .slice(1)
      .split(' ');
    const oldKind = kinds[oldMode] ?? 'file';
    const newKind = kinds[newMode] ?? 'file';
    files.push({
      path: fields[index + 1] ?? '',
      status: statuses[letter as keyof typeof statuses] ?? 'modified',
      oldMode,
      newMode,
      oldKind,
      newKind,
      isModeChange: oldKind !== 'none' && newKind !== 'none' && oldMode !== newMode,
    });
  }
  return files;
}

export interface DiffStat {
  readonly files: number;
  readonly insertions: number;
  readonly deletions: number;
  /** Files without lines to count; part of `files`. */
  readonly binaryFiles: number;
}

/** How much differs from `from` to `to`. */
export async function diffStat(vault: Vault, from: CommitId, to: CommitId): Promise<DiffStat> {
  const rows = (await diffTree(vault, from, to, ['--numstat', '-z'])).split('\0').filter(Boolean);
  let insertions = 0;
  let deletions = 0;
  let binaryFiles = 0;
  for (const row of rows) {
    const [added = '', removed = ''] = row.split('\t');
    if (added === '-') binaryFiles += 1;
    else {
      insertions += Number(added);
      deletions += Number(removed);
    }
  }
  return { files: rows.length, insertions, deletions, binaryFiles };
}

/** The change as a unified diff; `too_large` when it has more than `maxBytes`. */
export async function diffText(
  vault: Vault,
  from: CommitId,
  to: CommitId,
  maxBytes: number,
): Promise<string> {
  return diffTree(
    vault,
    from,
    to,
    ['--patch', '--no-color', '--src-prefix=a/', '--dst-prefix=b/'],
    maxBytes,
  );
}

async function diffTree(
  vault: Vault,
  from: CommitId,
  to: CommitId,
  format: readonly string[],
  maxOutput?: number,
): Promise<string> {
  assertCommitId(from);
  assertCommitId(to);
  const { stdout } = await runGit(
    [
      'diff-tree',
      '-r',
      '--no-renames',
      '--no-ext-diff',
      '--no-textconv',
      ...format,
      from,
      to,
      '--',
    ],
    { gitDir: vault.directory, ...(maxOutput === undefined ? {} : { maxOutput }) },
  );
  return stdout;
}
