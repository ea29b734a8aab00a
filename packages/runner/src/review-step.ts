import { lstat, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunResult } from '@mosaic/contract';
import { checkOut, commitFiles } from '@mosaic/git';
import { RunFailed } from './failure.ts';
import { keepRunCommit } from './keep-run-commit.ts';
import { limits } from './limits.ts';
import { runCommand } from './run-command.ts';
import type { RunContext } from './run-context.ts';

/** Who signs the commit that carries the report. */
const reviewAuthor = { name: 'MosAIc review', email: 'mosaic@localhost' };

/**
 * Reviews a fresh checkout inside the sandbox and commits the report.
 *
 * Tools may load the repository's own configuration, which is code, so the checkout
 * counts as touched afterwards: only plain files of the report folder are read from it.
 */
export async function reviewStep(context: RunContext): Promise<RunResult> {
  const { brief } = context.assignment;
  const name = brief.reportName ?? 'review';
  const folder = `docs/reports/${name}`;
  const checkout = join(context.options.directories.checkouts, context.runId);
  await mkdir(context.options.directories.checkouts, { recursive: true });
  try {
    await checkOut(context.vault, { commit: brief.baseCommit, directory: checkout });
    const exit = await runCommand(context, {
      argv: context.options.tools.reviewCommand(name, folder),
      directory: checkout,
      timeoutMs: brief.timeoutMs,
      egress: null,
      onOutput: (chunk) => context.log.write(chunk),
    });
    context.signal.throwIfAborted();
    if (exit.exitCode !== 0) {
      const end = exit.exitCode === null ? exit.endedBy : `exit code ${exit.exitCode}`;
      throw new RunFailed('crashed', `The review ended with ${end}. Its log tells why.`);
    }
    const commit = await commitFiles(context.vault, {
      parent: brief.baseCommit,
      changes: await readReport(join(checkout, folder), folder),
      message: `docs(review): Add report ${name}`,
      author: reviewAuthor,
      atMs: Date.now(),
    });
    await keepRunCommit(context, commit);
    const sandboxed = context.sandbox === 'bubblewrap';
    return { status: 'succeeded', commit, usedTokens: 0, notes: `Report in ${folder}`, sandboxed };
  } finally {
    await rm(checkout, { recursive: true, force: true });
  }
}

async function readReport(directory: string, folder: string): Promise<Map<string, string>> {
  const changes = new Map<string, string>();
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.slice(0, limits.reportFilesMax)) {
    if (!entry.isFile() || !entry.name.endsWith('.md')) continue;
    const path = join(directory, entry.name);
    const { size } = await lstat(path);
    if (size <= limits.reportBytesMax)
      changes.set(`${folder}/${entry.name}`, await readFile(path, 'utf8'));
  }
  if (changes.size > 0) return changes;
  throw new RunFailed('bad_result', 'The review wrote no report. Its log tells why.');
}
