import { closeSync, openSync, readSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { isAbsolute, join, relative } from 'node:path';
import { z } from 'zod';
import type { ReviewLimits } from '../limits.ts';
import { plainLine } from '../tools/plain-text.ts';
import { packageRoot, type Toolbox } from '../tools/toolbox.ts';
import { batches } from './batches.ts';
import { emptyReport, notRun, type ToolReport } from './hit.ts';
import type { RepositoryFile } from './list-files.ts';

const preset = '@secretlint/secretlint-rule-preset-recommend';

const Output = z.array(
  z.object({
    filePath: z.string(),
    messages: z.array(
      z.object({
        message: z.string(),
        ruleId: z.string(),
        messageId: z.string().nullish(),
        loc: z.object({ start: z.object({ line: z.number() }) }),
      }),
    ),
  }),
);

export interface SecretOptions {
  root: string;
  files: readonly RepositoryFile[];
  toolbox: Toolbox;
  limits: ReviewLimits;
  signal?: AbortSignal | undefined;
}

/**
 * Looks for credentials in every text file, with our rules and never the repository's,
 * whose configuration may name code. The values themselves are masked by the scanner.
 */
export async function findSecrets(options: SecretOptions): Promise<ToolReport> {
  const { root, toolbox, limits, signal } = options;
  const report = emptyReport('secretlint');
  const files = options.files.filter(({ path }) => isText(join(root, path)));
  const config = join(toolbox.scratch, 'secretlint.json');
  await writeFile(config, JSON.stringify({ rules: [{ id: presetPath() }] }));
  const byBytes = batches(files, ({ bytes }) => bytes, limits.secretBatchBytesMax);
  const groups = byBytes.flatMap((group) =>
    batches(group, ({ path }) => path.length + 3, limits.argumentBytesMax),
  );
  for (const group of groups) {
    const result = await toolbox.run(
      toolbox.secretlint,
      ['--secretlintrc', config, '--format', 'json', '--no-glob', '--no-gitignore'].concat(
        group.map(({ path }) => `./${path}`),
      ),
      { cwd: root, limits, signal },
    );
    const output = parse(result.stdout);
    if (result.outcome !== 'exited' || output === null) {
      return notRun(
        'secretlint',
        `Secrets were not looked for: the scanner ended with ${result.outcome} (${result.exitCode}). ${plainLine(result.stderr, 200)}`,
      );
    }
    for (const { filePath, messages } of output) {
      const path = isAbsolute(filePath) ? relative(root, filePath) : filePath.replace(/^\.\//, '');
      for (const { ruleId, loc, messageId } of messages) {
        report.hits.push({
          rule: `secret/${ruleId.slice(ruleId.lastIndexOf('/') + 1).replace('secretlint-rule-', '')}`,
          path,
          line: loc.start.line > 0 ? loc.start.line : null,
          // The scanner's own wording may quote the secret; its kind is enough.
          message: `A value that looks like a credential (${plainLine(messageId ?? 'secret', 60)}).`,
          symbol: null,
        });
      }
    }
  }
  return report;
}

/** Absolute, so that the rules are ours whatever `node_modules` the repository brings. */
function presetPath(): string {
  return createRequire(join(packageRoot, 'package.json')).resolve(preset);
}

function parse(stdout: string): z.output<typeof Output> | null {
  try {
    return Output.parse(JSON.parse(stdout === '' ? '[]' : stdout));
  } catch {
    return null;
  }
}

function isText(path: string): boolean {
  try {
    const handle = openSync(path, 'r');
    try {
      const head = Buffer.alloc(8_000);
      const length = readSync(handle, head, 0, head.length, 0);
      return !head.subarray(0, length).includes(0);
    } finally {
      closeSync(handle);
    }
  } catch {
    return false;
  }
}
