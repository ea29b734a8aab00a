import { Worker } from 'node:worker_threads';
import { type ErrorCode, MosaicError } from '@mosaic/contract';
import type { Clock } from '@mosaic/mcp';
import { planLimits } from '../limits.ts';

/** What is sent to the thread, and what comes back. */
export interface ThreadJob {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}
export type ThreadAnswer =
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly error: { code: ErrorCode | null; message: string } };

/** A thread for long computations, so that the hub goes on answering meanwhile. */
export interface JobThread {
  /**
   * Jobs are done one after the other. `input` is asked for when the job is sent, and told
   * whether the thread is a new one, which knows nothing of earlier jobs.
   *
   * @throws `unavailable` when too many wait, it takes too long or the thread broke; then nothing
   * is left of it
   */
  run(name: string, input: (isNewThread: boolean) => unknown): Promise<unknown>;
}

interface Waiting {
  readonly id: number;
  readonly name: string;
  readonly input: (isNewThread: boolean) => unknown;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Starts its thread with the first job; an idle thread keeps no process from ending. */
export function createJobThread(
  entry: URL,
  clock: Pick<Clock, 'after'>,
  limits: Record<'computeMsMax' | 'computeQueueMax', number> = planLimits,
): JobThread {
  const queue: Waiting[] = [];
  let worker: Worker | null = null;
  let current: Waiting | null = null;
  let callOff = () => {};
  let counter = 0;

  const settle = (by: (waiting: Waiting) => void): void => {
    callOff();
    const done = current;
    current = null;
    if (done) by(done);
    next();
  };
  const fail = (why: string, cause?: unknown): void => {
    void worker?.terminate();
    worker = null;
    settle(({ reject }) => reject(new MosaicError('unavailable', why, { cause })));
  };
  const start = (): Worker => {
    const started = new Worker(entry);
    started.on('message', (answer: ThreadAnswer) => {
      if (started !== worker || answer.id !== current?.id) return;
      settle(({ resolve, reject }) =>
        'error' in answer ? reject(failureOf(answer.error)) : resolve(answer.output),
      );
    });
    const broke = (cause: unknown) => {
      if (started === worker) fail('The computation broke off. Try again.', cause);
    };
    started.on('error', broke);
    started.on('exit', broke);
    // Only now: listening to messages makes the process wait for them again.
    started.unref();
    return started;
  };
  const next = (): void => {
    if (current !== null) return;
    current = queue.shift() ?? null;
    if (current === null) return;
    const { id, name, input } = current;
    const isNew = worker === null;
    worker ??= start();
    callOff = clock.after(limits.computeMsMax, () =>
      fail(`The computation took more than ${limits.computeMsMax / 1_000} s. Ask for less of it.`),
    );
    const job: ThreadJob = { id, name, input: input(isNew) };
    worker.postMessage(job);
  };
  return {
    run(name, input) {
      if (queue.length >= limits.computeQueueMax) return Promise.reject(tooMany(queue.length));
      counter += 1;
      const id = counter;
      return new Promise((resolve, reject) => {
        queue.push({ id, name, input, resolve, reject });
        next();
      });
    },
  };
}

function failureOf({ code, message }: { code: ErrorCode | null; message: string }): Error {
  return code === null ? new Error(message) : new MosaicError(code, message);
}

function tooMany(waiting: number): MosaicError {
  return new MosaicError('unavailable', `${waiting} computations wait already. Try again soon.`);
}
