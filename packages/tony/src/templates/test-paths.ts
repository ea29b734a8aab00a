import { posix } from 'node:path';
import type { RepositoryAnalysis } from '@mosaic/contract';
import { subjectOf } from '../analysis/test-path.ts';

/** Finds the test of a source file, or the path this repository would give it. */
export function testPaths(
  analysis: RepositoryAnalysis | null,
  ending: string,
): { of(source: string): string } {
  const files = analysis?.tests.files ?? [];
  const bySubject = new Map<string, string>();
  for (const file of files)
    if (!bySubject.has(subjectOf(file))) bySubject.set(subjectOf(file), file);
  const importers = new Map<string, string>();
  const isTest = new Set(files);
  for (const { from, to } of analysis?.imports ?? []) {
    if (isTest.has(from) && !importers.has(to)) importers.set(to, from);
  }
  const untested = new Set(analysis?.tests.untested);
  const name = nameOfTests(files, ending);
  const folder = folderOfTests(files);
  return {
    of(source) {
      const own = bySubject.get(subjectOf(source)) ?? importers.get(source);
      if (own !== undefined && !untested.has(source)) return own;
      const file = name(posix.basename(source, posix.extname(source)), posix.extname(source));
      return posix.join(folder ?? posix.dirname(source), file);
    },
  };
}

/** How tests are called here, after the first of them; else as the language has it. */
function nameOfTests(
  files: readonly string[],
  ending: string,
): (stem: string, sourceEnding: string) => string {
  const sample = posix.basename(files[0] ?? '');
  const dotted = /\.(test|spec)\.[cm]?[jt]sx?$/.exec(sample)?.[1];
  if (dotted !== undefined) return (stem, own) => `${stem}.${dotted}${own}`;
  if (sample.startsWith('test_') || ending === '.py') return (stem, own) => `test_${stem}${own}`;
  if (/_spec\.rb$/.test(sample) || ending === '.rb') return (stem, own) => `${stem}_spec${own}`;
  if (ending === '.go' || ending === '.rs') return (stem, own) => `${stem}_test${own}`;
  if (/^\.(?:java|kt|php|cs)$/.test(ending)) return (stem, own) => `${stem}Test${own}`;
  return (stem, own) => `${stem}.test${own}`;
}

/** The folder of tests where they are kept apart from the sources; null where they stand beside. */
function folderOfTests(files: readonly string[]): string | null {
  const apart = files.filter((file) => /^(?:__tests__|tests?|spec)\//.test(file));
  if (apart.length === 0 || apart.length < files.length / 2) return null;
  const folders = apart.map((file) => posix.dirname(file));
  return folders.toSorted((a, b) => a.length - b.length)[0] ?? null;
}
