import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenHub } from '@mosaic/mcp';
import type { Runner } from '@mosaic/runner';
import type { FastifyInstance } from 'fastify';

/** Longest wait for answers that are on their way out when the doors close, in milliseconds. */
const answersMsMax = 2_000;

export interface StopOptions {
  opened: OpenHub;
  app: FastifyInstance;
  runner: Runner | null;
  /** How long to go on serving after `/ready` turned, so that proxies notice, in milliseconds. */
  graceMs: number;
}

/**
 * Stops a hub so that nobody's call fails for it.
 *
 * `/ready` says no already. Duties go to other nodes; this one serves on until proxies have
 * noticed; then new calls are told to go elsewhere, long polls and streams end, calls in
 * progress finish and their answers go out. Only then do the connections close.
 */
export async function stopHub({ opened, app, runner, graceMs }: StopOptions): Promise<void> {
  await runner?.close();
  await opened.duties.close();
  await sleep(graceMs);
  await opened.hub.close();
  await answersSent(app);
  await app.close();
  await opened.close();
}

/** Requests that the listener has taken and not yet answered. */
const inProgress = new WeakMap<FastifyInstance, Set<object>>();

/** Begins to count the answers that are on their way; call it before the listener listens. */
export function countAnswers(app: FastifyInstance): void {
  const answers = new Set<object>();
  inProgress.set(app, answers);
  app.server.on('request', (_request, response) => {
    answers.add(response);
    response.once('close', () => answers.delete(response));
  });
}

async function answersSent(app: FastifyInstance): Promise<void> {
  const answers = inProgress.get(app);
  const end = performance.now() + answersMsMax;
  while (answers !== undefined && answers.size > 0 && performance.now() < end) await sleep(10);
}
