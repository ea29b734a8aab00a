import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MosaicError, type Operation, type OperationOutput } from '@mosaic/contract';
import { inject } from 'vitest';
import type { Module } from '../src/module.ts';
import { auditModule } from '../src/modules/audit/service.ts';
import { eventsModule } from '../src/modules/events/service.ts';
import { idempotencyMigrations } from '../src/modules/idempotency/answers.ts';
import { createKnownQuotas, followQuotas } from '../src/modules/quotas/known-quotas.ts';
import { quotasModule } from '../src/modules/quotas/service.ts';
import { type BackboneOptions, createBackbone } from '../src/pipeline/create-backbone.ts';
import { createMetrics } from '../src/pipeline/metrics.ts';
import { createRateLimiter } from '../src/pipeline/rate-limiter.ts';
import { openStore } from '../src/store/open-store.ts';
import { dropDatabase } from './postgres.ts';
import { fixedClock } from './test-hub.ts';
import { isOnPostgres, newDatabase, storeForTest } from './test-store.ts';

/**
 * The pipeline over a real store with events, audit, quotas and the modules given, and nothing
 * else. The token `acme/build` is the principal `build` of the tenant `acme`, allowed everything.
 */
export async function openSmallHub(
  own: readonly Module[] = [],
  options: Partial<BackboneOptions> = {},
) {
  const clock = fixedClock();
  const home = mkdtempSync(join(tmpdir(), 'mosaic-small-'));
  const chosen = await emptyStore(home);
  const modules: Module[] = [
    eventsModule,
    auditModule,
    { name: 'idempotency', migrations: idempotencyMigrations, handlers: [] },
    quotasModule(() => [eventsModule, ...own]),
    ...own,
  ];
  const store = await openStore(
    chosen.choice,
    modules.flatMap(({ migrations }) => migrations),
  );
  const quotas = createKnownQuotas({ reader: store.reader, now: clock.now });
  const bugs: unknown[] = [];
  const metrics = createMetrics();
  const hub = createBackbone({
    store,
    modules,
    clock,
    metrics,
    quotas,
    rateLimiter: createRateLimiter({
      ratePerSecond: 10_000,
      burst: 10_000,
      now: clock.now,
      rateOf: quotas.rateOf,
    }),
    authenticate: async (token) => {
      const [tenant, name] = (token ?? '').split('/');
      if (!tenant || !name) throw new MosaicError('unauthenticated', 'No tenant, no name.');
      return { name, tenant, permissions: 'all', binding: null };
    },
    reportBug: (error) => {
      bugs.push(error);
      return String(error);
    },
    ...options,
  });
  followQuotas(hub.hints, quotas);
  return {
    hub,
    store,
    clock,
    metrics,
    bugs,
    home,
    owner: 'local/owner',
    /** A call as a door makes it. */
    call<Op extends Operation>(operation: Op, input: unknown, token = 'local/owner') {
      const call = { operation: operation.name, input, token, surface: 'rest' as const };
      return hub.call(call) as Promise<OperationOutput<Op>>;
    },
    async close() {
      await hub.close();
      await store.close();
    },
    async destroy() {
      await this.close();
      await chosen.remove();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Without the rows and tables of the run's template: this hub knows fewer modules. */
async function emptyStore(home: string) {
  if (!isOnPostgres) return storeForTest(home);
  const { serverUrl } = inject('postgres');
  const { name, url } = await newDatabase();
  return {
    choice: { kind: 'postgres', url, readersMax: 4 } as const,
    remove: () => dropDatabase(serverUrl, name),
  };
}

export type SmallHub = Awaited<ReturnType<typeof openSmallHub>>;
