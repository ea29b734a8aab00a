import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { MosaicError } from '@mosaic/contract';
import type { Review } from '@mosaic/dev';
import { exitCode } from '../exit-code.ts';
import { createProgress } from '../output/progress.ts';
import type { Session } from '../session.ts';
import { reviewText } from './review-text.ts';

export interface ReviewRequest {
  readonly path: string;
  /** Folder for the report; null writes none. */
  readonly out: string | null;
  readonly name: string;
  readonly asksRegistry: boolean;
  /** Load configuration files of the repository, which runs their code. */
  readonly runsRepositoryCode: boolean;
}

/** Reviews a repository on this machine, without a hub; nothing is written but the report. */
export async function runReview(session: Session, request: ReviewRequest): Promise<number> {
  const { io, terminal } = session;
  const name = reportName(request.name);
  const progress = createProgress(terminal);
  const running = new Set<string>();
  const { reviewRepository } = await import('@mosaic/dev');
  const review = await reviewRepository({
    root: resolve(io.cwd, request.path),
    asksRegistry: request.asksRegistry,
    runsRepositoryCode: request.runsRepositoryCode,
    onProgress: ({ tool, state }) => {
      if (state === 'finished') running.delete(tool);
      else running.add(tool);
      if (running.size > 0) progress.update(`Reviewing: ${[...running].join(', ')}`);
    },
  }).finally(() => progress.stop());
  if (request.out !== null) {
    const folder = resolve(io.cwd, request.out);
    const files = await writeReview(review, { name, folder, atMs: io.now() });
    terminal.note(`Wrote ${files} files to ${folder}`);
  }
  if (session.isJson) session.printJson(review);
  else terminal.print(reviewText(review, terminal.view));
  return exitCode.ok;
}

/** The report as people and missions read it, and the same as JSON for programs. */
async function writeReview(
  review: Review,
  { name, folder, atMs }: { name: string; folder: string; atMs: number },
): Promise<number> {
  const { writeReport } = await import('@mosaic/core/report');
  const files = writeReport({
    name,
    title: `Review ${name}`,
    findings: review.findings,
    generatedBy: 'mosaic review',
    atIso: new Date(atMs).toISOString(),
  });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'review.json'), `${JSON.stringify(review, null, 2)}\n`);
  for (const [path, text] of files) await writeFile(join(folder, basename(path)), text);
  return files.size + 1;
}

function reportName(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name)) return name;
  const message = `--name ${name} must be one folder name: letters, digits, dots and dashes.`;
  throw new MosaicError('invalid_input', message);
}
