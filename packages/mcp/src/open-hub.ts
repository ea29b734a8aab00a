import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { isMosaicError, operations } from '@mosaic/contract';
import type { Logger } from 'pino';
import type { Duties } from './cluster/duty.ts';
import { enterInstallation } from './cluster/installation.ts';
import { nodesModule } from './cluster/nodes-module.ts';
import { type ClusterOptions, openCluster } from './cluster/open-cluster.ts';
import { runModuleDuties, sweepsDuty } from './cluster/run-module-duties.ts';
import { coordinationModules } from './coordination-modules.ts';
import { hubLimits } from './limits.ts';
import type { Module } from './module.ts';
import { createAuthenticate } from './modules/identity/authenticate.ts';
import { type LocalSecrets, loadSecrets } from './modules/identity/token-files.ts';
import { issueWorkerToken } from './modules/identity/worker-token.ts';
import { createKnownQuotas, followQuotas } from './modules/quotas/known-quotas.ts';
import { createAdmission } from './pipeline/admission/admission.ts';
import { type Clock, systemClock } from './pipeline/clock.ts';
import { createBackbone, type Hub } from './pipeline/create-backbone.ts';
import { addHubGauges } from './pipeline/metrics/hub-gauges.ts';
import { addStoreGauges } from './pipeline/metrics/store-gauges.ts';
import { createMetrics, type Metrics } from './pipeline/metrics.ts';
import { createRateLimiter } from './pipeline/rate-limiter.ts';
import { lockHome } from './store/home-lock.ts';
import { openStore, type StoreChoice } from './store/open-store.ts';
import { warnOfLongTransactions } from './store/postgres/warn-of-long-transactions.ts';
import type { Store } from './store/store.ts';

export interface OpenHubOptions {
  /** Directory of this hub alone: the secrets, and the database unless `store` names another. */
  home: string;
  /** Where the rows live; a SQLite file in the home unless given. */
  store?: StoreChoice;
  /** Secrets that all nodes of an installation share; made in the home unless given. */
  secrets?: LocalSecrets;
  /** Modules beyond the coordination ones: projects, missions, … */
  modules: readonly Module[];
  clock: Clock;
  logger: Logger;
  version: string;
  url: () => string | null;
  /** What this node is called among others. */
  nodeName?: string;
  /** Set where several hubs share one store. */
  cluster?: ClusterOptions;
  /** False leaves sweeps and other duties to whoever opened the hub. */
  hasDuties?: boolean;
}

/** A running hub without any door yet. */
export interface OpenHub {
  hub: Hub;
  store: Store;
  secrets: LocalSecrets;
  metrics: Metrics;
  /** What only one node of the installation does at a time; add to it what the stack brings. */
  duties: Duties;
  /** False while the store is out of reach. */
  isStoreReachable(): boolean;
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
  const secrets = options.secrets ?? loadSecrets(options.home);
  const { clock, logger, version, url } = options;
  const startedAtMs = clock.now();
  const node = openCluster({
    name: options.nodeName ?? 'local',
    version,
    startedAtMs,
    url,
    clock,
    logger,
    cluster: options.cluster,
  });
  const modules: Module[] = [
    ...coordinationModules({
      version,
      startedAtMs,
      url,
      place: () => ({
        tier: options.cluster ? 'standalone' : 'local',
        node: node.self(),
        dialect: options.store?.kind ?? 'sqlite',
        isStoreReachable: node.storeGate.isReachable,
      }),
      issueWorkerToken: (binding) => issueWorkerToken(secrets.key, binding),
      others: options.modules,
    }),
    nodesModule(node.self),
    ...options.modules,
  ];
  const metrics = createMetrics();
  const store = await openStore(
    options.store ?? { kind: 'sqlite', file: join(options.home, 'hub.sqlite') },
    modules.flatMap((module) => module.migrations),
    metrics.store.groupCommitted,
  );
  const installation = options.cluster
    ? await enterInstallation(store, secrets, clock).catch(async (error: unknown) => {
        await Promise.all([node.close(), store.close()]);
        throw error;
      })
    : 'local';
  const quotas = createKnownQuotas({ reader: store.reader, now: clock.now });
  await quotas.refresh();
  const hub = createBackbone({
    store,
    modules,
    clock,
    metrics,
    bus: node.connect(installation),
    storeGate: node.storeGate,
    quotas,
    rateLimiter: createRateLimiter({
      ratePerSecond: hubLimits.callsPerSecond,
      burst: hubLimits.callsBurst,
      now: options.clock.now,
      rateOf: quotas.rateOf,
    }),
    admission: createAdmission({
      observer: metrics.admission,
      now: () => performance.now(),
      random: clock.random,
      nextTurn: setImmediate,
      // It measures real time, so it waits real time.
      after: systemClock.after,
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
  addHubGauges(metrics, { hub, store });
  for (const source of modules.flatMap(({ gauges }) => gauges?.(store.reader) ?? [])) {
    metrics.gauge(source);
  }
  addStoreGauges(metrics, store);
  const stopFollowing = followQuotas(hub.hints, quotas);
  const stopWarning = warnOfLongTransactions(store, clock, logger);
  const duties = node.start(hub);
  if (options.hasDuties !== false) {
    duties.add(sweepsDuty, runModuleDuties({ hub, modules, clock, logger }));
  }
  return {
    hub,
    store,
    secrets,
    metrics,
    duties,
    isStoreReachable: () => node.storeGate.isReachable,
    async close() {
      await duties.close();
      stopFollowing();
      stopWarning();
      await hub.close();
      await node.close();
      await store.close();
    },
  };
}

/** A token outlives its run when an older backup was restored. */
function nullWhenMissing(error: unknown): null {
  if (isMosaicError(error) && error.code === 'not_found') return null;
  throw error;
}
