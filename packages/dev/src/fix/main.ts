/**
 * The deterministic fixer as a program: one JSON document on standard input, progress on
 * standard error, and the result as the last line of standard output. Exits with 0 whenever
 * that line was printed, whatever it says.
 */
import { Finding, isMosaicError, type WorkerResult } from '@mosaic/contract';
import { z } from 'zod';
import { limits } from '../limits.ts';
import { plainLine } from '../tools/plain-text.ts';
import { type FixResult, fixFinding } from './fix-finding.ts';

const FixRequest = z.object({
  task: z.object({ key: z.string().max(200), title: z.string() }),
  finding: Finding,
  workdir: z.string().min(1),
  toolsRoot: z.string().optional(),
});

async function main(): Promise<void> {
  const request = FixRequest.parse(JSON.parse(await readInput()));
  process.stderr.write(`fixing ${plainLine(request.finding.id, 80)} in ${request.workdir}\n`);
  const result = await fix(request);
  process.stdout.write(`${JSON.stringify(toWorkerResult(request.task.key, result))}\n`);
}

async function fix({
  finding,
  workdir,
  toolsRoot,
}: z.output<typeof FixRequest>): Promise<FixResult> {
  try {
    return await fixFinding({ finding, workdir, toolsRoot });
  } catch (error) {
    if (!isMosaicError(error))
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    const notes = error instanceof Error ? error.message : String(error);
    return { outcome: 'error', commit: null, notes };
  }
}

/** Failures begin with a reason that programs can read; success is told in words. */
function toWorkerResult(taskKey: string, { outcome, commit, notes }: FixResult): WorkerResult {
  const isDone = outcome === 'fixed' || outcome === 'already-gone';
  const text = outcome === 'fixed' ? notes : `${outcome}: ${notes}`;
  return {
    task_id: taskKey,
    status: isDone ? 'success' : 'failed',
    used: 0,
    commit_sha: commit,
    notes: plainLine(text, limits.fixNotesCharsMax),
  };
}

async function readInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > limits.fixRequestBytesMax) {
      throw new Error(`The request is larger than ${limits.fixRequestBytesMax} bytes.`);
    }
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
