import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { z } from 'zod';
import type { ReviewLimits } from '../limits.ts';
import { plainLine } from '../tools/plain-text.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import { emptyReport, type Hit, notRun, type ToolReport } from './hit.ts';

export interface TypeCheckOptions {
  root: string;
  paths: readonly string[];
  toolbox: Toolbox;
  limits: ReviewLimits;
  signal?: AbortSignal | undefined;
}

interface Diagnostic {
  path: string | null;
  line: number | null;
  code: number;
  message: string;
}

/** Codes that say "a declaration is not installed", so nothing about the code. */
const environmentCodes = new Set([
  2580, 2581, 2582, 2591, 2592, 2593, 2688, 2867, 2868, 6305, 6306, 6310, 7016,
]);

/** Smaller codes are about syntax. */
const firstSemanticCode = 2_000;

const ShownConfig = z.object({ references: z.array(z.object({ path: z.string() })).optional() });

/**
 * Type-checks every configuration of the repository; TypeScript reads it, runs none of it.
 *
 * Where packages are declared but not installed, most type errors would be echoes of
 * that: then only syntax errors count, and a note says so.
 */
export async function typeCheck(options: TypeCheckOptions): Promise<ToolReport> {
  const report = emptyReport('typescript');
  const queue = startingConfigs(options.paths);
  const seen = new Set<string>();
  for (let config = queue.shift(); config !== undefined; config = queue.shift()) {
    if (seen.has(config)) continue;
    if (seen.size >= options.limits.tsconfigsMax) {
      report.notes.push(`Only the first ${seen.size} type-check configurations were run.`);
      break;
    }
    seen.add(config);
    const failure = await checkOne(options, config, report);
    if (failure !== null) return notRun('typescript', failure);
    queue.push(...(await references(options, config)));
  }
  report.hits = uniqueHits(report.hits);
  return report;
}

/** The root configuration, or those of the packages where the root has none. */
function startingConfigs(paths: readonly string[]): string[] {
  if (paths.includes('tsconfig.json')) return ['tsconfig.json'];
  return paths.filter((path) => /^(?:[^/]+\/){1,3}tsconfig\.json$/.test(path));
}

async function checkOne(
  options: TypeCheckOptions,
  config: string,
  report: ToolReport,
): Promise<string | null> {
  const { root, toolbox, limits, signal } = options;
  const result = await toolbox.run(
    toolbox.tsc,
    [
      '--noEmit',
      '--incremental',
      'false',
      '--composite',
      'false',
      '--pretty',
      'false',
      '-p',
      config,
    ],
    { cwd: root, limits, signal },
  );
  if (result.outcome !== 'exited') return `The type check did not finish (${result.outcome}).`;
  const diagnostics = parseDiagnostics(result.stdout);
  if (diagnostics.length === 0) {
    if (result.exitCode === 0) return null;
    return `The type check failed (exit ${result.exitCode}): ${plainLine(`${result.stdout} ${result.stderr}`, 300)}`;
  }
  const blocking = diagnostics.find(({ path, code }) => isConfiguration(path, code));
  if (blocking !== undefined) {
    report.notes.push(
      `${config} was not type-checked; TypeScript ${toolbox.versions.typescript} says: ${blocking.message}`,
    );
    report.unreadable.push(config);
    return null;
  }
  if (diagnostics.every(({ code }) => code < firstSemanticCode)) {
    // The compiler stops at syntax errors; the linter reports those, and types were not looked at.
    report.notes.push(
      `${config} was not type-checked because of syntax errors, first in ${diagnostics[0]?.path}.`,
    );
    report.unreadable.push(config);
    return null;
  }
  const missing = diagnostics.find((diagnostic) => isEnvironment(root, diagnostic));
  if (missing !== undefined) {
    report.notes.push(
      `${config} was checked for syntax only, because declarations are not installed: ${missing.message}`,
    );
    report.unreadable.push(config);
  }
  for (const { path, line, code, message } of diagnostics) {
    if (path === null || path.startsWith('../') || path.startsWith('/')) continue;
    if (missing !== undefined && code >= firstSemanticCode) continue;
    report.hits.push({ rule: `typescript/TS${code}`, path, line, message, symbol: null });
  }
  return null;
}

/** Problems of the configuration itself, where nothing is known about the code. */
function isConfiguration(path: string | null, code: number): boolean {
  if (environmentCodes.has(code)) return false;
  return path === null || /tsconfig[^/]*\.json$/.test(path);
}

function isEnvironment(root: string, { code, message }: Diagnostic): boolean {
  if (environmentCodes.has(code)) return true;
  const name = /^Cannot find module '([^']+)'/.exec(message)?.[1];
  if (code !== 2307 || name === undefined || name.startsWith('.')) return false;
  const parts = name.split('/').slice(0, name.startsWith('@') ? 2 : 1);
  return !existsSync(join(root, 'node_modules', ...parts));
}

function parseDiagnostics(stdout: string): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const line of stdout.split('\n')) {
    const match = /^(?:(.+?)\((\d+),\d+\): )?error TS(\d+): (.*)$/.exec(line);
    if (match === null) continue;
    found.push({
      path: match[1] === undefined ? null : posix.normalize(match[1]),
      line: match[2] === undefined ? null : Number(match[2]),
      code: Number(match[3]),
      message: plainLine(match[4] ?? '', 300),
    });
  }
  return found;
}

async function references(options: TypeCheckOptions, config: string): Promise<string[]> {
  const { root, toolbox, limits, signal } = options;
  if (!readText(join(root, config)).includes('"references"')) return [];
  const result = await toolbox.run(toolbox.tsc, ['--showConfig', '-p', config], {
    cwd: root,
    limits,
    signal,
  });
  let shown: z.output<typeof ShownConfig>;
  try {
    shown = ShownConfig.parse(JSON.parse(result.stdout));
  } catch {
    return [];
  }
  return (shown.references ?? [])
    .map(({ path }) => posix.join(posix.dirname(config), path))
    .map((path) => (path.endsWith('.json') ? path : posix.join(path, 'tsconfig.json')))
    .filter((path) => !path.startsWith('../') && existsSync(join(root, path)));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function uniqueHits(hits: readonly Hit[]): Hit[] {
  const keys = hits.map((hit) => [
    JSON.stringify([hit.rule, hit.path, hit.line, hit.message]),
    hit,
  ]);
  return [...new Map(keys as [string, Hit][]).values()];
}
