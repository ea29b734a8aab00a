import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { ReviewLimits } from '../limits.ts';
import { plainLine } from '../tools/plain-text.ts';
import type { ProgramResult } from '../tools/run-program.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import { batches } from './batches.ts';
import { emptyReport, type Hit, notRun, type ToolReport } from './hit.ts';
import { skipped } from './list-files.ts';
import { ruleClass } from './rule-classes.ts';

/** Rules for repositories that have no Biome configuration: lint only, no taste in formatting. */
export const ownRules = join(dirname(fileURLToPath(import.meta.url)), 'biome-rules.json');

const configNames = ['biome.json', 'biome.jsonc', '.biome.json', '.biome.jsonc'];
const extensions = new Set(
  '.js .mjs .cjs .jsx .ts .mts .cts .tsx .json .jsonc .css .graphql .gql'.split(' '),
);
const generatedFolders = new Set(['dist', 'build', 'out', 'coverage', 'vendor', 'third_party']);

const Output = z.object({
  diagnostics: z.array(
    z.object({
      message: z.string(),
      category: z.string().nullish(),
      location: z
        .object({
          path: z.string().nullish(),
          start: z.object({ line: z.number() }).nullish(),
        })
        .nullish(),
    }),
  ),
});

export interface BiomeOptions {
  root: string;
  paths: readonly string[];
  toolbox: Toolbox;
  limits: ReviewLimits;
  signal?: AbortSignal | undefined;
}

/** The repository's own Biome configuration; null when it has none. */
export function biomeConfig(root: string): string | null {
  return configNames.find((name) => existsSync(join(root, name))) ?? null;
}

/** True for files that Biome understands and people wrote. */
export function isBiomeInput(path: string): boolean {
  if (
    !extensions.has(extname(path)) ||
    /\.min\.|(?:^|\/)(?:package-lock|npm-shrinkwrap)\.json$/.test(path)
  ) {
    return false;
  }
  return !path.split('/').some((folder) => generatedFolders.has(folder));
}

/**
 * Lints with the repository's own Biome configuration, which is data and runs no code,
 * or with ours where it has none; a configuration Biome refuses is said so and ours used.
 */
export async function lintWithBiome(options: BiomeOptions): Promise<ToolReport> {
  const paths = options.paths.filter(isBiomeInput);
  if (paths.length === 0) return emptyReport('biome');
  const config = biomeConfig(options.root);
  if (config === null) {
    const report = await lint(options, paths, ownRules);
    report.notes.push('Formatting was not reviewed: the repository has no Biome configuration.');
    return report;
  }
  const report = await lint(options, paths, null);
  if (report.hasRun) return report;
  const retry = await lint(options, paths, ownRules);
  retry.notes.unshift(
    `The repository's ${config} could not be used, so the built-in rules were: ${report.notes.join(' ')}`,
  );
  return retry;
}

async function lint(
  options: BiomeOptions,
  paths: readonly string[],
  config: string | null,
): Promise<ToolReport> {
  const report = emptyReport('biome');
  const fixed = ['check', '--reporter=json', '--max-diagnostics=none', '--no-errors-on-unmatched'];
  if (config !== null) fixed.push(`--config-path=${config}`);
  fixed.push('--files-ignore-unknown=true');
  for (const batch of batches(paths, (path) => path.length + 3, options.limits.argumentBytesMax)) {
    const result = await options.toolbox.run(
      options.toolbox.biome,
      [...fixed, ...batch.map((path) => `./${path}`)],
      { cwd: options.root, limits: options.limits, signal: options.signal },
    );
    const output = parseOutput(result);
    if (output === null) return notRun('biome', trouble(result));
    addDiagnostics(report, output);
  }
  if (report.unreadable.length > 0) {
    const unread = new Set(
      report.hits.filter((hit) => hit.rule === 'parse').map((hit) => hit.path),
    );
    const others = report.unreadable.filter((path) => !unread.has(path));
    if (others.length > 0) report.notes.push(skipped(others, 'Biome cannot read them'));
  }
  return report;
}

function addDiagnostics(report: ToolReport, output: z.output<typeof Output>): void {
  for (const { category, location, message } of output.diagnostics) {
    const path = (location?.path ?? '').replace(/^\.\//, '');
    if (!category || path === '' || path.startsWith('/') || path.startsWith('../')) continue;
    const isAnalysis = ruleClass(category)?.tool === 'biome';
    if (/^(?:parse$|fs\/|internalError)/.test(category) && !report.unreadable.includes(path)) {
      report.unreadable.push(path);
    }
    // A file that cannot be parsed is one finding, not one per rule that gave up on it.
    if (!isAnalysis || (category === 'format' && /parsing errors/.test(message))) continue;
    const line = location?.start?.line ?? 0;
    report.hits.push(toHit(category, path, line, message));
  }
}

function toHit(rule: string, path: string, line: number, message: string): Hit {
  const text = rule === 'format' ? 'The file is not formatted.' : plainLine(message, 300);
  return { rule, path, line: line > 0 ? line : null, message: text, symbol: null };
}

function parseOutput(result: ProgramResult): z.output<typeof Output> | null {
  if (result.outcome !== 'exited') return null;
  try {
    return Output.parse(JSON.parse(result.stdout));
  } catch {
    return null;
  }
}

function trouble(result: ProgramResult): string {
  if (result.outcome !== 'exited') return `Biome did not finish (${result.outcome}).`;
  const reason = plainLine(result.stderr.replace(/[━─│┌┐└┘]+/g, ' '), 300);
  return `Biome gave no result (exit ${result.exitCode}): ${reason}`;
}
