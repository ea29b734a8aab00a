import type { RepositoryAnalysis } from '@mosaic/contract';
import { analysisLimits as limits } from './analysis-limits.ts';
import { kindOf, languageOf } from './classify-path.ts';
import { nodeManager } from './find-packages.ts';
import { type ImportGraph, isScript } from './import-graph.ts';
import { parsePackageManifest } from './package-manifest.ts';
import type { Snapshot } from './read-snapshot.ts';
import { isSupportFile, isTestFile, subjectOf } from './test-path.ts';

type Tests = RepositoryAnalysis['tests'];

/** Commands that each test framework is usually run with. */
const usualCommands: Readonly<Record<string, string>> = {
  vitest: 'npx vitest run',
  jest: 'npx jest',
  mocha: 'npx mocha',
  ava: 'npx ava',
  'node:test': 'node --test',
  pytest: 'pytest',
  unittest: 'python -m unittest',
  rspec: 'bundle exec rspec',
  phpunit: 'vendor/bin/phpunit',
  junit: 'mvn test',
  'go test': 'go test ./...',
  'cargo test': 'cargo test',
};

/** How the repository is tested, and which of its sources no test is about. */
export function findTests(
  snapshot: Snapshot,
  graph: ImportGraph,
  frameworks: RepositoryAnalysis['frameworks'],
): Tests {
  const code = [...snapshot.texts.values()].filter(({ path }) => kindOf(path) === 'code');
  const tests = code.filter(({ path, text }) => isTestFile(path, text)).map(({ path }) => path);
  const isTest = new Set(tests);
  const sources = code.filter(
    ({ path, text }) => !isTest.has(path) && !isSupportFile(path) && hasBehaviour(path, text),
  );
  const imported = new Set(tests.flatMap((path) => graph.importsOf.get(path) ?? []));
  const subjects = new Set(tests.map((path) => `${subjectOf(path)} ${family(path)}`));
  const untested = sources
    .map(({ path }) => path)
    .filter((path) => !imported.has(path) && !subjects.has(`${subjectOf(path)} ${family(path)}`));
  const framework = frameworkOf(snapshot, tests, frameworks);
  return {
    framework,
    command: commandOf(snapshot, framework),
    files: tests.sort().slice(0, limits.testFilesMax),
    coveredPercent:
      sources.length === 0
        ? null
        : Math.round((1_000 * (sources.length - untested.length)) / sources.length) / 10,
    untested: untested.sort().slice(0, limits.untestedMax),
  };
}

/** Files of types, constants and lists of names alone have nothing to test. */
function hasBehaviour(path: string, text: string): boolean {
  if (/^(?:Shell|PowerShell)$/.test(languageOf(path) ?? '')) return false;
  return /\bfunction\b|=>|\bclass\b|\bdef\b|\bfunc\b|\bfn\b|\)\s{0,4}\{|\.(?:get|post|use)\(/.test(
    text,
  );
}

/** Tests speak the language of what they test; JavaScript and TypeScript count as one. */
function family(path: string): string {
  const language = languageOf(path);
  return isScript(language) ? 'script' : (language ?? '');
}

function frameworkOf(
  snapshot: Snapshot,
  tests: readonly string[],
  frameworks: RepositoryAnalysis['frameworks'],
): string | null {
  const declared = frameworks.filter(({ kind, name }) => kind === 'test' && name !== 'playwright');
  if (declared[0] !== undefined) return declared[0].name;
  for (const path of tests.slice(0, 200)) {
    const text = snapshot.texts.get(path)?.text ?? '';
    if (/['"]node:test['"]/.test(text)) return 'node:test';
    if (/['"](?:bun:test)['"]/.test(text)) return 'bun test';
    if (/^\s{0,8}import pytest\b/m.test(text)) return 'pytest';
    if (/^\s{0,8}(?:import|from) unittest\b/m.test(text)) return 'unittest';
    if (path.endsWith('_test.go')) return 'go test';
    if (path.endsWith('.py')) return 'pytest';
  }
  if (snapshot.paths.includes('Cargo.toml')) return 'cargo test';
  return frameworks.find(({ kind }) => kind === 'test')?.name ?? null;
}

function commandOf(snapshot: Snapshot, framework: string | null): string | null {
  const manifest = parsePackageManifest(snapshot.texts.get('package.json')?.text ?? '');
  const script = manifest?.scripts?.test;
  if (typeof script === 'string' && !/no test specified/.test(script)) {
    const manager = nodeManager(snapshot.rootNames);
    return manager === 'bun' ? 'bun run test' : `${manager} test`;
  }
  const makefile = snapshot.texts.get('Makefile')?.text ?? '';
  if (/^test[ \t]*:(?!=)/m.test(makefile)) return 'make test';
  return framework === null ? null : (usualCommands[framework] ?? null);
}
