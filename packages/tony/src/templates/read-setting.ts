import { posix } from 'node:path';
import type { RepositoryAnalysis } from '@mosaic/contract';
import { endingOf } from '../analysis/classify-path.ts';
import { manifestOf } from '../analysis/known-files.ts';
import { isSupportFile, subjectOf } from '../analysis/test-path.ts';
import { fileName, goalSubjects, singular } from './goal-subjects.ts';
import { routeGroups } from './route-groups.ts';
import type { RouteGroup, Setting } from './setting.ts';
import { testPaths } from './test-paths.ts';

const endings: Readonly<Record<string, string>> = {
  TypeScript: '.ts',
  JavaScript: '.js',
  Python: '.py',
  Go: '.go',
  Java: '.java',
  Kotlin: '.kt',
  Ruby: '.rb',
  PHP: '.php',
  Rust: '.rs',
  'C#': '.cs',
};

/** What a goal and an analysis say, in the terms of the templates. */
export function readSetting(goal: string, analysis: RepositoryAnalysis | null): Setting {
  const ending = endingFor(analysis);
  const tests = testPaths(analysis, ending);
  const groups = analysis === null ? [] : routeGroups(analysis, tests.of);
  const known = filesByName(analysis);
  const sources = sourceFolder(analysis);
  const entry = analysis?.entryPoints.find(({ kind }) => kind !== 'web')?.path;
  const documents = analysis?.documents ?? [];
  const source = (name: string, folder = '') => {
    const file = fileName(name);
    return known.get(file) ?? posix.join(sources, folder, `${file}${ending}`);
  };
  return {
    goal,
    subjects: goalSubjects(goal),
    analysis,
    name: analysis?.name ?? 'the project',
    framework: analysis?.frameworks.find(({ kind }) => kind === 'http')?.name ?? null,
    testCommand: analysis?.tests.command ?? usualTestCommand(ending),
    entry: entry ?? posix.join(sources, `main${ending}`),
    composition: compositionOf(analysis, groups) ?? entry ?? posix.join(sources, `app${ending}`),
    sources,
    ending,
    relevant: relevantFiles(goal, known, [
      ...(analysis?.hotSpots ?? []).map(({ path }) => path),
      ...(analysis?.routes ?? []).map(({ file }) => file),
      ...(analysis?.hubs ?? []).map(({ path }) => path),
      entry ?? posix.join(sources, `main${ending}`),
      posix.join(sources, `app${ending}`),
    ]),
    routeGroups: groups,
    untested: riskiestFirst(analysis),
    hubs: (analysis?.hubs ?? []).map(({ path }) => path).filter((path) => !isSupportFile(path)),
    hotSpots: (analysis?.hotSpots ?? []).map(({ path }) => path),
    cycles: analysis?.cycles ?? [],
    packages: (analysis?.packages ?? []).filter(({ path }) => path !== '.'),
    manifest: manifestOf(analysis?.packages.find(({ path }) => path === '.')?.manager ?? 'npm'),
    pipeline: analysis?.ci[0]?.path ?? '.github/workflows/ci.yml',
    readme: documents.find((path) => /^readme/i.test(path)) ?? 'README.md',
    page: (name) => pageOf(documents, name),
    source,
    routeFile: (subject) => routeFileOf(groups, subject) ?? source(subject, 'routes'),
    testOf: tests.of,
  };
}

function endingFor(analysis: RepositoryAnalysis | null): string {
  const language = analysis?.languages.find(({ name }) => Object.hasOwn(endings, name));
  const ending = endings[language?.name ?? 'TypeScript'] ?? '.ts';
  // Routes tell best in which language new ones are written.
  const route = analysis?.routes[0]?.file;
  return route === undefined ? ending : `.${endingOf(route)}`;
}

function usualTestCommand(ending: string): string {
  const commands: Record<string, string> = {
    '.py': 'pytest',
    '.go': 'go test ./...',
    '.rs': 'cargo test',
    '.java': 'mvn test',
    '.rb': 'bundle exec rspec',
    '.php': 'vendor/bin/phpunit',
  };
  return commands[ending] ?? 'npm test';
}

/** Source files by the name they would be looked for under; the shallowest wins. */
function filesByName(analysis: RepositoryAnalysis | null): Map<string, string> {
  const imports = analysis?.imports ?? [];
  const tests = new Set(analysis?.tests.files);
  const paths = [
    ...(analysis?.tests.untested ?? []),
    ...(analysis?.routes ?? []).map(({ file }) => file),
    ...imports.flatMap(({ from, to }) => [from, to]),
  ];
  const files = new Map<string, string>();
  for (const path of new Set(paths)) {
    if (tests.has(path) || isSupportFile(path)) continue;
    const name = subjectOf(path);
    const before = files.get(name);
    if (before === undefined || path.split('/').length < before.split('/').length) {
      files.set(name, path);
    }
  }
  return files;
}

/** Files named after words of the goal, longest match first, then the others given. */
function relevantFiles(
  goal: string,
  files: ReadonlyMap<string, string>,
  others: readonly string[],
): string[] {
  const words = new Set(
    goal
      .toLowerCase()
      .slice(0, 2_000)
      .match(/[a-z][a-z\d]{2,30}/g)
      ?.map(singular) ?? [],
  );
  const matches = [...files].flatMap(([name, path]) => {
    const hits = name.split(/[^a-z\d]+/).filter((word) => words.has(singular(word))).length;
    return hits === 0 ? [] : [{ path, hits }];
  });
  const named = matches.toSorted((a, b) => b.hits - a.hits || (a.path < b.path ? -1 : 1));
  const sources = others.filter((path) => !isSupportFile(path));
  return [...new Set([...named.map(({ path }) => path).slice(0, 6), ...sources])].slice(0, 8);
}

/** The folder below which most sources lie that are no tests. */
function sourceFolder(analysis: RepositoryAnalysis | null): string {
  if (analysis === null) return 'src';
  const entry = analysis.entryPoints.find(({ kind }) => kind !== 'web')?.path;
  const routes = analysis.routes.map(({ file }) => file);
  const paths = [...routes, ...analysis.tests.untested, ...(entry === undefined ? [] : [entry])];
  const src = paths.find((path) => /(?:^|\/)src\//.test(path));
  if (src !== undefined) return src.slice(0, src.indexOf('src/') + 3);
  return entry === undefined ? 'src' : posix.dirname(entry);
}

/** The file that imports most of the routes' files, which is where new ones are put in. */
function compositionOf(
  analysis: RepositoryAnalysis | null,
  groups: readonly RouteGroup[],
): string | null {
  const files = new Set(groups.map(({ file }) => file));
  const tests = new Set(analysis?.tests.files);
  const counts = new Map<string, number>();
  for (const { from, to } of analysis?.imports ?? []) {
    if (files.has(to) && !tests.has(from)) counts.set(from, (counts.get(from) ?? 0) + 1);
  }
  const [first] = [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return first?.[0] ?? null;
}

/** Untested files that many others use, that answer requests or that change often come first. */
function riskiestFirst(analysis: RepositoryAnalysis | null): string[] {
  if (analysis === null) return [];
  const routes = new Set(analysis.routes.map(({ file }) => file));
  const importers = new Map(analysis.hubs.map(({ path, importers }) => [path, importers]));
  const changes = new Map(analysis.hotSpots.map(({ path, changes }) => [path, changes]));
  const risk = (path: string) =>
    (routes.has(path) ? 50 : 0) + (importers.get(path) ?? 0) + 3 * (changes.get(path) ?? 0);
  return analysis.tests.untested.toSorted((a, b) => risk(b) - risk(a) || (a < b ? -1 : 1));
}

function pageOf(documents: readonly string[], name: string): string {
  const file = fileName(name);
  const there = documents.find((path) => subjectOf(path) === file);
  const folder = documents.find((path) => /^(?:docs?|documentation)\//.test(path))?.split('/')[0];
  return there ?? `${folder ?? 'docs'}/${file}.md`;
}

/** The file that has the routes of a thing, else a name formed like those of its siblings. */
function routeFileOf(groups: readonly RouteGroup[], subject: string): string | null {
  const wanted = fileName(subject);
  const own = groups.find(({ name }) => singular(name) === singular(wanted));
  if (own !== undefined) return own.file;
  for (const { file, name } of groups) {
    const parts = file.split('/');
    const last = parts.at(-1) ?? '';
    if (!last.toLowerCase().includes(name.toLowerCase())) continue;
    const renamed = last.toLowerCase().replace(name.toLowerCase(), wanted);
    const folder = parts.at(-2) === name ? [...parts.slice(0, -2), wanted] : parts.slice(0, -1);
    return [...folder, renamed].join('/');
  }
  const first = groups[0];
  if (first === undefined) return null;
  return posix.join(posix.dirname(first.file), `${wanted}${posix.extname(first.file)}`);
}
