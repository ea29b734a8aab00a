import { copyFile, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ReviewLimits } from '../limits.ts';
import { plainLine } from '../tools/plain-text.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import { emptyReport, notRun, type ToolReport } from './hit.ts';

export interface AuditOptions {
  root: string;
  paths: readonly string[];
  toolbox: Toolbox;
  limits: ReviewLimits;
  /** Registry to ask; npm's own where it is not given. */
  registryUrl?: string | undefined;
  signal?: AbortSignal | undefined;
}

const Output = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      severity: z.enum(['info', 'low', 'moderate', 'high', 'critical']),
      isDirect: z.boolean().default(false),
      range: z.string().default(''),
      via: z.array(z.union([z.string(), z.object({ title: z.string().nullish() })])).default([]),
    }),
  ),
});

/**
 * Asks the package registry about known vulnerabilities of what package-lock.json pins.
 *
 * Runs on copies of the two files in an empty folder, so the repository's `.npmrc`
 * can neither redirect the question nor send anything along with it.
 */
export async function auditDependencies(options: AuditOptions): Promise<ToolReport> {
  const { root, paths, toolbox, limits, signal } = options;
  if (!paths.includes('package.json')) return emptyReport('audit');
  if (!paths.includes('package-lock.json')) {
    return notRun(
      'audit',
      'Known vulnerabilities were not looked up: there is no package-lock.json.',
    );
  }
  const folder = await mkdtemp(join(toolbox.scratch, 'audit-'));
  for (const name of ['package.json', 'package-lock.json']) {
    await copyFile(join(root, name), join(folder, name));
  }
  const registry = options.registryUrl === undefined ? [] : [`--registry=${options.registryUrl}`];
  const result = await toolbox.run(
    { file: 'npm', args: ['audit', '--json', '--package-lock-only', '--ignore-scripts'] },
    [
      '--fetch-retries=0',
      `--fetch-timeout=${limits.auditTimeoutMs}`,
      '--no-update-notifier',
      ...registry,
    ],
    {
      cwd: folder,
      limits: { ...limits, toolTimeoutMs: limits.auditTimeoutMs },
      signal,
      env: { npm_config_cache: join(toolbox.scratch, 'npm'), npm_config_logs_max: '0' },
    },
  );
  const output = parse(result.stdout);
  if (output === null) {
    const reason =
      result.outcome === 'missing'
        ? 'npm is not installed'
        : 'the package registry could not be asked';
    return notRun('audit', `Known vulnerabilities were not looked up: ${reason}.`);
  }
  const report = emptyReport('audit');
  for (const [name, { severity, range, via }] of Object.entries(output.vulnerabilities)) {
    const titles = via.flatMap((item) => (typeof item === 'string' ? [] : [item.title ?? '']));
    const level = severity === 'info' ? 'low' : severity;
    report.hits.push({
      rule: `dependency/vulnerable-${level}`,
      path: 'package.json',
      line: null,
      message: plainLine(
        `${name} ${range}: ${titles.join('; ') || 'depends on a vulnerable package'}`,
        300,
      ),
      symbol: plainLine(name, 214),
    });
  }
  return report;
}

function parse(stdout: string): z.output<typeof Output> | null {
  try {
    return Output.parse(JSON.parse(stdout));
  } catch {
    return null;
  }
}
