import { parentPort } from 'node:worker_threads';
import { isMosaicError } from '@mosaic/contract';
import { planLimits } from '../limits.ts';
import type { ThreadAnswer, ThreadJob } from './job-thread.ts';
import { planJobs } from './plan-jobs.ts';
import { createReceiving, type ShippedDocument } from './shipped-documents.ts';

const { receive } = createReceiving(planLimits.computeDocumentsMax);
const jobs: Readonly<Record<string, (input: never) => unknown>> = planJobs;

parentPort?.on('message', (job: ThreadJob) => {
  parentPort?.postMessage(answer(job));
});

function answer({ id, name, input }: ThreadJob): ThreadAnswer {
  try {
    const { document, ...rest } = input as { document: ShippedDocument };
    return { id, output: jobs[name]?.({ ...rest, document: receive(document) } as never) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { id, error: { code: isMosaicError(error) ? error.code : null, message } };
  }
}
