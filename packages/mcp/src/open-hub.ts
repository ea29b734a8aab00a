import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { isMosaicError, operations } from '@mosaic/contract';
import type { Logger } from 'pino';
import type { Duties } from './cluster/duty.ts';
import { runModuleDuties, sweepsDuty } from './cluster/run-module-duties.ts';
import { createSoleDuties } from './cluster/sole-duties.ts';
import { coordinationModules } from './coordination-modules.ts';
import { hubLimits } from './limits.ts';
import type { Module } from './module.ts';
import { createAuthenticate } from './modules/identity/authenticate.ts';
import { type LocalSecrets, loadSecrets } from './modules/identity/token-files.ts';
import { issueWorkerToken } from './modules/identity/worker-token.ts';
import type { Clock } from './pipeline/clock.ts';
import { createBackbone, type Hub } from './pipeline/create-backbone.ts';
import { createMetrics, type Metrics } from './pipeline/metrics.ts';
import { createRateLimiter } from './pipeline/rate-limiter.ts';
import { lockHome } from './store/home-lock.ts';
import { openSqliteStore, type Store } from './store/store.ts';

export interface OpenHubOptions {
  /** Directory of the database and the secrets. */
  home: string;
  /** Modules beyond the coordination ones: projects, missions, … */
  modules: readonly Module[];
  clock: Clock;
  logger: Logger;
  version: string;
  url: () => string | null;
}

/** A running hub without any door yet. */
export interface OpenHub {
  hub: Hub;
  store: Store;
  secrets: LocalSecrets;
  metrics: Metrics;
  /** Stops the timers and closes the store; calls in progress end first. */
  close(): Promise<void>;
}

/**
 * Opens the store, brings it up to date and puts the pipeline over all modules.
 *
 * @throws `precondition_failed` when another hub runs on this home, or a newer one wrote it
 */
export async function openHub(options: OpenHubOptions): Promise<OpenHub> {
  const lock = lockHome(options.home);
  try {
    const opened = await openLocked(options);
    return {
      ...opened,
      async close() {
        await opened.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openLocked(options: OpenHubOptions): Promise<OpenHub> {
  const secrets = loadSecrets(options.home);
  const modules: Module[] = [
    ...coordinationModules({
      version: options.version,
      startedAtMs: options.clock.now(),
      url: options.url,
      issueWorkerToken: (binding) => issueWorkerToken(secrets.key, binding),
    }),
    ...options.modules,
  ];
  const store = await openSqliteStore(
    join(options.home, 'hub.sqlite'),
    modules.flatMap((module) => module.migrations),
  );
  const metrics = createMetrics();
  const hub = createBackbone({
    store,
    modules,
    clock: options.clock,
    metrics,
    rateLimiter: createRateLimiter({
      ratePerSecond: hubLimits.callsPerSecond,
      burst: hubLimits.callsBurst,
      now: options.clock.now,
    }),
    authenticate: createAuthenticate(secrets, async ({ runId }) => {
      const known = hub.system('identity').call(operations.showRun, { runId });
      return (await known.catch(nullWhenMissing))?.status === 'running';
    }),
    reportBug: (error, operation) => {
      const reference = randomUUID().slice(0, 8);
      options.logger.error({ err: error, operation, reference }, 'operation failed unexpectedly');
      return reference;
    },
  });
  const stopSweep = sweepLeases(hub, options.logger);
  return {
    hub,
    store,
    secrets,
    metrics,
    async close() {
      await stopSweep();
      await hub.close();
      await store.close();
    },
  };
}

/** A token outlives its run when an older backup was restored. */
function nullWhenMissing(error: unknown): null {
  if (isMosaicError(error) && error.code === 'not_found') return null;
  throw error;
}

/** Ends lapsed leases while nobody claims, so that a dead runner is noticed all the same. */
function sweepLeases(hub: Hub, logger: Logger): () => Promise<void> {
  const tasks = hub.system('tasks');
  let isRunning: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    isRunning = tasks
      .call(operations.expireTasks, {})
      .catch((error: unknown) => logger.warn({ err: error }, 'lease sweep failed'));
  }, hubLimits.leaseSweepMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await isRunning;
  };
}
