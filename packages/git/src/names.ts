import { MosaicError } from '@mosaic/contract';
import { limits } from './limits.ts';

/** A full object id of a commit: 40 or 64 hexadecimal digits, lower case. */
export type CommitId = string;

const commitId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export function isCommitId(text: string): boolean {
  return commitId.test(text);
}

/** Throws `invalid_input` unless `id` is a full commit id, so that nothing is ever read as an option. */
export function assertCommitId(id: string): void {
  if (!isCommitId(id)) {
    throw new MosaicError('invalid_input', `"${id.slice(0, 80)}" is not a full commit id.`);
  }
}

/** Whether git takes `ref` as a full reference name (`refs/…`); stricter than git about odd characters. */
export function isRefName(ref: string): boolean {
  if (!ref.startsWith('refs/') || ref.length > 1_000) return false;
  const parts = ref.split('/');
  return (
    parts.length >= 3 &&
    parts.length <= limits.refDepthMax &&
    parts.every(
      (part) =>
        /^[^\s~^:?*[\\\p{Cc}]+$/u.test(part) &&
        !part.startsWith('.') &&
        !part.startsWith('-') &&
        !part.endsWith('.') &&
        !part.endsWith('.lock') &&
        !part.includes('..') &&
        !part.includes('@{'),
    )
  );
}

export function assertRefName(ref: string): void {
  if (!isRefName(ref)) {
    throw new MosaicError('invalid_input', `"${ref.slice(0, 80)}" is not a reference name.`);
  }
}

/** Branch name → reference name; `invalid_input` when git would not take it. */
export function branchRef(branch: string): string {
  const ref = `refs/heads/${branch}`;
  if (!isRefName(ref) || branch === 'HEAD') {
    throw new MosaicError('invalid_input', `"${branch.slice(0, 80)}" is not a branch name.`);
  }
  return ref;
}

/**
 * Why `path` may not name a file of a commit, or null.
 *
 * A path is relative, uses `/`, stays inside, and has no component that any file system
 * could take for `.git` (case, trailing dots and spaces, NTFS short name).
 */
export function pathProblem(path: string): string | null {
  if (path === '') return 'is empty';
  if (path.length > limits.pathCharsMax) return 'is too long';
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'is absolute';
  if (/[\p{Cc}\\]/u.test(path)) return 'has a control character or a backslash';
  for (const part of path.split('/')) {
    if (part === '' || part === '.' || part === '..') return 'has an empty, "." or ".." component';
    // Unicode characters that HFS+ ignores would hide the name.
    const plain = part.replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, '');
    if (/^(?:\.git|git~\d+)[. ]*(?::.*)?$/i.test(plain)) return 'has a ".git" component';
  }
  return null;
}

export function assertPath(path: string): void {
  const problem = pathProblem(path);
  if (problem) throw new MosaicError('invalid_input', `Path "${path.slice(0, 200)}" ${problem}.`);
}
