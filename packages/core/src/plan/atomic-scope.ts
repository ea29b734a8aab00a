import type { PlanNode } from '@mosaic/contract';
import { fileGlobs, manifestNames } from './change-scope.ts';

/**
 * Globs of the files that the work of an atomic may change.
 *
 * The files the plan names; where it names no test among them, also the tests beside them. Who
 * changes a manifest changes the lock file with it. A node without any file cannot be narrowed
 * down, so everything is in scope and the protected paths alone hold.
 */
export function atomicScope({ files }: Pick<PlanNode, 'files'>): string[] {
  if (files.length === 0) return ['**'];
  const named = files.flatMap((file) => globsOf(file, files.some(isTest)));
  const withLocks = files.some((file) => manifestNames.includes(baseName(file)));
  return [...new Set(withLocks ? [...named, ...manifestNames] : named)];
}

function globsOf(file: string, hasTests: boolean): string[] {
  if (file.endsWith('/')) return [`${file}**`];
  if (/[*?{[]/.test(file)) return [file];
  const globs = fileGlobs(file);
  const isFolder = !baseName(file).includes('.');
  return hasTests && !isFolder ? globs.slice(0, 1) : globs;
}

function isTest(file: string): boolean {
  return /(?:^|\/)(?:tests?|__tests__|spec|e2e)\/|\.(?:test|spec)\.|_test\.|(?:^|\/)test_/.test(
    file,
  );
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
