import type { ReviewLimits } from '../limits.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import { auditDependencies } from './audit.ts';
import { lintWithBiome } from './biome.ts';
import { notRun, type ToolName, type ToolReport } from './hit.ts';
import type { RepositoryFile } from './list-files.ts';
import { findMissingTests } from './missing-tests.ts';
import { findSecrets } from './secrets.ts';
import { typeCheck } from './type-check.ts';
import { findUnused } from './unused.ts';

export interface ToolProgress {
  tool: ToolName;
  state: 'started' | 'finished';
  /** Time since the start of this tool; 0 when it starts. */
  durationMs: number;
}

export interface ToolContext {
  root: string;
  files: readonly RepositoryFile[];
  toolbox: Toolbox;
  limits: ReviewLimits;
  runsRepositoryCode: boolean;
  asksRegistry: boolean;
  registryUrl?: string | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: ToolProgress) => void) | undefined;
}

type Tool = (context: ToolContext & { paths: string[] }) => ToolReport | Promise<ToolReport>;

const tools: Readonly<Record<ToolName, Tool>> = {
  biome: lintWithBiome,
  typescript: typeCheck,
  secretlint: findSecrets,
  knip: findUnused,
  tests: findMissingTests,
  audit: (context) =>
    context.asksRegistry
      ? auditDependencies(context)
      : notRun('audit', 'Known vulnerabilities were not looked up: the review ran offline.'),
};

/** Runs the named tools side by side; each ends with a report, whatever happens to it. */
export function runTools(names: readonly ToolName[], context: ToolContext): Promise<ToolReport[]> {
  const paths = context.files.map(({ path }) => path);
  return Promise.all(
    names.map(async (tool) => {
      const startedMs = performance.now();
      context.onProgress?.({ tool, state: 'started', durationMs: 0 });
      const report = await runOne(tool, { ...context, paths });
      const durationMs = Math.round(performance.now() - startedMs);
      context.onProgress?.({ tool, state: 'finished', durationMs });
      return report;
    }),
  );
}

async function runOne(
  tool: ToolName,
  context: ToolContext & { paths: string[] },
): Promise<ToolReport> {
  if (context.signal?.aborted) return notRun(tool, `${tool} did not run: the review was stopped.`);
  return await tools[tool](context);
}
