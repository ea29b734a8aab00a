import { type PostgresHealth, readPostgresHealth } from '../../store/postgres/postgres-health.ts';
import { isWallEffective } from '../../store/postgres/tenant-wall.ts';
import type { Store } from '../../store/store.ts';
import type { Metrics } from '../metrics.ts';

/**
 * What an operator of PostgreSQL sets alerts on: see the page about the store for the bounds.
 *
 * A store in a file has no transactions but the hub's own, which its limits bound.
 */
export function addStoreGauges(metrics: Metrics, store: Store): void {
  if (store.dialect !== 'postgres') return;
  let reading: Promise<PostgresHealth> | null = null;
  // The gauges are read together: one look serves them all.
  const health = () => {
    reading ??= readPostgresHealth(store.reader).finally(() => {
      reading = null;
    });
    return reading;
  };
  metrics.gauge({
    name: 'mosaic_store_oldest_transaction_seconds',
    help: 'Age of the oldest open transaction in the database; alert above 60.',
    read: async () => (await health()).oldestTransactionSeconds,
  });
  metrics.gauge({
    name: 'mosaic_store_oldest_snapshot_transactions',
    help: 'Transactions since the oldest snapshot held by anybody; alert above 100000.',
    read: async () => (await health()).oldestSnapshotAge,
  });
  metrics.gauge({
    name: 'mosaic_store_dead_rows',
    help: 'Row versions that wait for being cleaned away, by table.',
    label: 'table',
    read: async () => (await health()).deadRows,
  });
  metrics.gauge({
    name: 'mosaic_store_tenant_wall',
    help: '1 while row-level security holds for the role of the hub, 0 for a superuser.',
    read: async () => Number(await isWallEffective(store.reader)),
  });
}
