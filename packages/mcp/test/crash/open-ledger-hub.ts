import { MosaicError } from '@mosaic/contract';
import type { Module } from '../../src/module.ts';
import { auditModule } from '../../src/modules/audit/service.ts';
import { eventsModule } from '../../src/modules/events/service.ts';
import { idempotencyMigrations } from '../../src/modules/idempotency/answers.ts';
import { quotasModule } from '../../src/modules/quotas/service.ts';
import { systemClock } from '../../src/pipeline/clock.ts';
import { createBackbone } from '../../src/pipeline/create-backbone.ts';
import { createMetrics } from '../../src/pipeline/metrics.ts';
import { openStore, type StoreChoice } from '../../src/store/open-store.ts';
import { ledgerModule } from './ledger-module.ts';

const modules: readonly Module[] = [
  eventsModule,
  auditModule,
  { name: 'idempotency', migrations: idempotencyMigrations, handlers: [] },
  quotasModule(() => [ledgerModule]),
  ledgerModule,
];

/** The schema of the hub that keeps the ledger. */
export const ledgerMigrations = modules.flatMap(({ migrations }) => migrations);

/** The real store and pipeline, with the ledger on top and no rate limit. */
export async function openLedgerHub(choice: StoreChoice) {
  const store = await openStore(choice, ledgerMigrations);
  const hub = createBackbone({
    store,
    modules,
    clock: systemClock,
    metrics: createMetrics(),
    rateLimiter: { take: () => undefined },
    authenticate: async (token) => {
      if (token === null) throw new MosaicError('unauthenticated', 'Say who you are.');
      return { name: token, tenant: 'local', permissions: 'all', binding: null };
    },
    reportBug: (error) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      return 'bug';
    },
  });
  return {
    hub,
    store,
    async close() {
      await hub.close();
      await store.close();
    },
  };
}
