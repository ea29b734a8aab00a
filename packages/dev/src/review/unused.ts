import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { ReviewLimits } from '../limits.ts';
import { plainLine } from '../tools/plain-text.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import { emptyReport, type Hit, notRun, type ToolReport } from './hit.ts';

export interface UnusedOptions {
  root: string;
  paths: readonly string[];
  toolbox: Toolbox;
  limits: ReviewLimits;
  /** False where nothing isolates the review: configuration files of the repository are not loaded. */
  runsRepositoryCode: boolean;
  signal?: AbortSignal | undefined;
}

const Named = z.array(z.object({ name: z.string(), line: z.number().nullish() })).default([]);
const Output = z.object({
  issues: z.array(
    z.object({
      file: z.string(),
      dependencies: Named,
      devDependencies: Named,
      unlisted: Named,
      unresolved: Named,
      exports: Named,
      types: Named,
      files: Named,
    }),
  ),
});
type Issue = z.output<typeof Output>['issues'][number];

/** Samples for tests are meant to be incomplete. */
const testData = /(?:^|\/)(?:fixtures|__fixtures__|testdata)\//;

/** Above this share of unused source files, the entry points were not recognised. */
const unusedFileShareMax = 0.5;

/**
 * Finds unused dependencies, exports and files with knip.
 *
 * Knip LOADS configuration files of the repository (`vite.config.ts` and the like), which
 * runs their code: a full run belongs into a sandbox. With `runsRepositoryCode` false all
 * of its plugins are off and only what the sources and package.json prove is reported.
 */
export async function findUnused(options: UnusedOptions): Promise<ToolReport> {
  const { root, toolbox, limits, signal, runsRepositoryCode } = options;
  if (!existsSync(join(root, 'package.json'))) {
    return notRun('knip', 'Unused code and dependencies were not looked for: no package.json.');
  }
  const config = runsRepositoryCode ? [] : ['--config', await plainConfig(options)];
  const include = runsRepositoryCode
    ? 'files,dependencies,unlisted,unresolved,exports,types'
    : 'dependencies,unlisted,unresolved';
  const result = await toolbox.run(
    toolbox.knip,
    ['--reporter', 'json', '--no-progress', '--no-exit-code', '--include', include, ...config],
    { cwd: root, limits, signal },
  );
  const output = parse(result.stdout);
  if (result.outcome !== 'exited' || output === null) {
    const said = plainLine(`${result.stderr} ${result.stdout}`, 300);
    return notRun(
      'knip',
      `Unused code was not looked for: knip ended with ${result.outcome} (${result.exitCode}). ${said}`,
    );
  }
  const report = emptyReport('knip');
  const manifests = new Map<string, string>();
  const issues = output.issues.filter(({ file }) => !testData.test(file));
  const hits = issues.flatMap((issue) => issueHits(root, issue, manifests));
  report.hits = runsRepositoryCode
    ? hits
    : hits.filter(({ rule }) => rule !== 'dependency/unused-dev');
  if (!runsRepositoryCode) {
    report.notes.push(
      'Unused exports, files and development dependencies were not looked for: that loads configuration files of the repository, which is left to the sandbox.',
    );
  }
  dropGuesses(report, options.paths);
  return report;
}

/** Without entry points everything looks unused; then saying nothing is the honest answer. */
function dropGuesses(report: ToolReport, paths: readonly string[]): void {
  const sources = paths.filter((path) => /\.[cm]?[jt]sx?$/.test(path)).length;
  const unused = report.hits.filter(({ rule }) => rule === 'unused/file').length;
  if (unused === 0 || unused <= sources * unusedFileShareMax) return;
  report.hits = report.hits.filter(
    ({ rule }) =>
      !['unused/file', 'unused/export', 'dependency/unused', 'dependency/unused-dev'].includes(
        rule,
      ),
  );
  report.unreadable.push('package.json');
  report.notes.push(
    `Unused code was not reported: ${unused} of ${sources} source files looked unused, so the entry points were not recognised. Name them in package.json (main, exports, bin) or in knip.json.`,
  );
}

function issueHits(root: string, issue: Issue, manifests: Map<string, string>): Hit[] {
  const path = issue.file;
  const hit = (rule: string, line: number | null, message: string, symbol: string): Hit => ({
    rule,
    path,
    line,
    message: plainLine(message, 300),
    symbol: plainLine(symbol, 214),
  });
  const declared = (rule: string) => (item: { name: string }) =>
    hit(
      rule,
      manifestLine(root, path, item.name, manifests),
      `${item.name} is declared, but nothing imports it.`,
      item.name,
    );
  return [
    ...issue.dependencies.map(declared('dependency/unused')),
    ...issue.devDependencies.map(declared('dependency/unused-dev')),
    ...issue.unlisted.map(({ name, line }) =>
      hit(
        'dependency/unlisted',
        line ?? null,
        `${name} is imported, but package.json does not declare it.`,
        name,
      ),
    ),
    ...issue.unresolved
      .filter(({ name }) => name.startsWith('.'))
      .map(({ name, line }) =>
        hit('import/unresolved', line ?? null, `${name} does not exist.`, name),
      ),
    ...[...issue.exports, ...issue.types].map(({ name, line }) =>
      hit('unused/export', line ?? null, `${name} is exported, but nothing imports it.`, name),
    ),
    ...issue.files.map(({ name }) => hit('unused/file', null, 'Nothing imports this file.', name)),
  ];
}

function manifestLine(
  root: string,
  path: string,
  name: string,
  manifests: Map<string, string>,
): number | null {
  let text = manifests.get(path);
  if (text === undefined) {
    try {
      text = readFileSync(join(root, path), 'utf8');
    } catch {
      text = '';
    }
    manifests.set(path, text);
  }
  const index = text.split('\n').findIndex((line) => line.includes(`${JSON.stringify(name)}:`));
  return index < 0 ? null : index + 1;
}

/** A configuration that keeps knip from loading anything: no plugins, no scripts of the repository. */
async function plainConfig({ toolbox }: UnusedOptions): Promise<string> {
  const module: unknown = await import(pathToFileURL(toolbox.knipPluginNames).href);
  const { pluginNames } = z.object({ pluginNames: z.array(z.string()) }).parse(module);
  const source = '{js,mjs,cjs,jsx,ts,tsx,mts,cts}';
  const config = {
    entry: [`**/*.${source}`],
    project: [`**/*.${source}`],
    ...Object.fromEntries(pluginNames.map((name) => [name, false])),
  };
  const path = join(toolbox.scratch, 'knip.json');
  await writeFile(path, JSON.stringify(config));
  return path;
}

function parse(stdout: string): z.output<typeof Output> | null {
  try {
    return Output.parse(JSON.parse(stdout));
  } catch {
    return null;
  }
}
