import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReviewLimits } from '../limits.ts';
import { exportedFunctions } from './exported-functions.ts';
import { emptyReport, type Hit, type ToolReport } from './hit.ts';

const sourceFile = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const testFile =
  /(?:[._-](?:test|spec|e2e)\.[cm]?[jt]sx?$)|(?:^|\/)(?:tests?|__tests__|e2e|spec)\//;
const notTested =
  /(?:\.d\.[cm]?ts$)|(?:\.config\.[cm]?[jt]s$)|(?:^|\/)(?:dist|build|out|coverage|vendor|fixtures|examples?|scripts|bench)\//;

interface MissingTestOptions {
  root: string;
  paths: readonly string[];
  limits: Pick<ReviewLimits, 'missingTestFindingsMax'>;
}

/**
 * Finds exported functions that no test file mentions by name.
 *
 * A mention is a weak proof, its absence a strong one: the check misses poor tests,
 * and rarely blames tested code.
 */
export function findMissingTests({ root, paths, limits }: MissingTestOptions): ToolReport {
  const report = emptyReport('tests');
  const sources = paths.filter((path) => sourceFile.test(path));
  const tests = sources.filter((path) => testFile.test(path));
  const code = sources.filter((path) => !testFile.test(path) && !notTested.test(path));
  if (code.length === 0) return report;
  const mentioned = new Set(tests.flatMap((path) => words(read(root, path))));
  for (const path of code) {
    const untested = exportedFunctions(read(root, path)).filter(({ name }) => !mentioned.has(name));
    for (const { name, line } of untested) report.hits.push(missing(path, name, line));
  }
  const files = [...new Set(report.hits.map(({ path }) => path))];
  if (tests.length === 0 && files.length > 1) {
    // One finding for the whole repository rather than one for each file.
    const place = paths.includes('package.json') ? 'package.json' : (files[0] ?? '');
    report.hits = [noTests(place, files.length)];
  } else if (files.length > limits.missingTestFindingsMax) {
    const kept = new Set(files.slice(0, limits.missingTestFindingsMax));
    report.hits = report.hits.filter(({ path }) => kept.has(path));
    report.notes.push(
      `${files.length} source files hold untested functions; the first ${kept.size} are reported.`,
    );
  }
  return report;
}

function missing(path: string, name: string, line: number): Hit {
  return { rule: 'tests/missing', path, line, message: `No test mentions ${name}.`, symbol: name };
}

function noTests(path: string, files: number): Hit {
  return {
    rule: 'tests/missing',
    path,
    line: null,
    message: `There is no test file, and ${files} source files export functions.`,
    symbol: null,
  };
}

function words(text: string): string[] {
  return text.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? [];
}

function read(root: string, path: string): string {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return '';
  }
}
