/**
 * The review as a program. The runner starts it inside the sandbox: no network, a
 * read-only tool directory, and nothing written but `--out` and a temporary folder.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isMosaicError } from '@mosaic/contract';
import { writeReport } from '@mosaic/core/report';
import { parseReviewCommand, type ReviewCommand } from './command-line.ts';
import { type Review, reviewRepository } from './review-repository.ts';
import { verifyFinding } from './verify-finding.ts';

async function main(args: readonly string[]): Promise<number> {
  const command = parseReviewCommand(args);
  if (command.verify !== null) return await verify(command, command.verify);
  const review = await reviewRepository({
    ...command,
    onProgress: ({ tool, state, durationMs }) => {
      if (state === 'finished') process.stderr.write(`${tool} finished after ${durationMs} ms\n`);
    },
  });
  if (command.out !== null) await writeReview(review, command.name, command.out);
  if (command.isJson) process.stdout.write(`${JSON.stringify(review)}\n`);
  else process.stdout.write(summary(review));
  return 0;
}

async function verify(
  { isJson, ...command }: ReviewCommand,
  wanted: NonNullable<ReviewCommand['verify']>,
): Promise<number> {
  const { isGone, reason } = await verifyFinding({ ...command, ...wanted });
  process.stdout.write(isJson ? `${JSON.stringify({ isGone, reason })}\n` : `${reason}\n`);
  if (isGone === null) return 2;
  return isGone ? 0 : 1;
}

/** The report as people and missions read it, and the same as JSON for programs. */
async function writeReview(review: Review, name: string, out: string): Promise<void> {
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'review.json'), `${JSON.stringify(review, null, 2)}\n`);
  const files = writeReport({
    name,
    title: `Review ${name}`,
    findings: review.findings,
    generatedBy: 'mosaic review',
    atIso: new Date().toISOString(),
  });
  for (const [path, text] of files) await writeFile(join(out, basename(path)), text);
}

function summary({ findings, notes, fileCount }: Review): string {
  const lines = findings.map(({ id, severity, title }) => `${severity.padEnd(8)} ${id}  ${title}`);
  const counted = `${findings.length} findings in ${fileCount} files.`;
  return `${[...lines, counted, ...notes.map((note) => `Note: ${note}`)].join('\n')}\n`;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const text = isMosaicError(error)
      ? error.message
      : String(error instanceof Error ? error.stack : error);
    process.stderr.write(`${text}\n`);
    process.exitCode = 2;
  },
);
