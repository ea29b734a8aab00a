import { matchesGlob } from 'node:path';
import type { RunFailure } from '@mosaic/contract';
import { limits } from './limits.ts';

/** A file that differs between the commit a run started from and the one it made. */
export interface Change {
  path: string;
  newKind: string;
}

/**
 * Paths no worker may touch, whatever its scope: they are written by the mission engine,
 * or they would change what git itself does.
 */
const protectedGlobs = [
  'docs/tasks.md',
  'docs/tasks/**',
  'docs/orchestrator-learnings.json',
  'docs/deferred-errors.md',
  '.gitmodules',
  '**/.gitmodules',
  '.mosaic/**',
];

/**
 * Holds the changed files of a run against what it was allowed to change.
 *
 * An empty scope allows every file that is not protected: reports by people often name none.
 */
export function checkChanges(
  changes: readonly Change[],
  scope: readonly string[],
): RunFailure | null {
  if (changes.length === 0) {
    return {
      code: 'empty_change',
      message: 'The commit changes no file. Change what the task is about.',
    };
  }
  if (changes.length > limits.changedFilesMax) {
    const message = `The commit changes ${changes.length} files; at most ${limits.changedFilesMax} are allowed.`;
    return { code: 'out_of_scope', message };
  }
  const guarded = changes.filter(({ path }) => isProtected(path));
  if (guarded.length > 0) {
    const message = `Only the orchestrator may write ${list(guarded)}. Leave these files alone.`;
    return { code: 'protected_path', message };
  }
  const odd = changes.filter(({ newKind }) => newKind === 'submodule' || newKind === 'symlink');
  if (odd.length > 0) {
    const message = `Links and submodules are not allowed in a task: ${list(odd)}.`;
    return { code: 'out_of_scope', message };
  }
  if (scope.length === 0) return null;
  const outside = changes.filter(({ path }) => !matchesAny(path, scope));
  if (outside.length === 0) return null;
  const message = `These files are not part of the task: ${list(outside)}. Allowed: ${scope.slice(0, 10).join(', ')}.`;
  return { code: 'out_of_scope', message };
}

function isProtected(path: string): boolean {
  // Some file systems take other capitals for the same file.
  return matchesAny(path.toLowerCase(), protectedGlobs);
}

function matchesAny(path: string, globs: readonly string[]): boolean {
  const plain = withoutHidden(path);
  return globs.some((glob) => path === glob || matchesGlob(plain, withoutHidden(glob)));
}

/** Globs pass over names that begin with a dot; here these are files like any other. */
function withoutHidden(text: string): string {
  return text.replaceAll(/(^|\/)\./g, '$1\u{1}.');
}

function list(changes: readonly Change[]): string {
  const shown = changes.slice(0, 10).map(({ path }) => path);
  return changes.length > 10
    ? `${shown.join(', ')} and ${changes.length - 10} more`
    : shown.join(', ');
}
