import type { Clock } from '../../pipeline/clock.ts';
import type { Store } from '../store.ts';
import { readPostgresHealth } from './postgres-health.ts';

/** How often it is looked, in milliseconds, and from when on it is told. */
const everyMs = 30_000;
const toldFrom = { seconds: 60, snapshotAge: 100_000 };

interface Warn {
  warn(facts: object, message: string): void;
}

/**
 * Tells in the log what keeps PostgreSQL from cleaning up, for those who watch no metrics.
 *
 * @returns how to stop
 */
export function warnOfLongTransactions(
  store: Store,
  clock: Pick<Clock, 'after'>,
  log: Warn,
  from = toldFrom,
): () => void {
  if (store.dialect !== 'postgres') return () => {};
  let isStopped = false;
  let cancel = () => {};
  const look = async () => {
    const health = await readPostgresHealth(store.reader);
    const { oldestTransactionSeconds, oldestSnapshotAge } = health;
    if (oldestTransactionSeconds > from.seconds || oldestSnapshotAge > from.snapshotAge) {
      log.warn(
        { oldestTransactionSeconds, oldestSnapshotAge },
        'a transaction has been open for long: PostgreSQL cannot clean up and gets slower. Find it in pg_stat_activity, pg_prepared_xacts or pg_replication_slots and end it.',
      );
    }
  };
  const next = () => {
    if (isStopped) return;
    // A store that is out of reach is told of elsewhere.
    cancel = clock.after(
      everyMs,
      () =>
        void look()
          .catch(() => {})
          .finally(next),
    );
  };
  next();
  return () => {
    isStopped = true;
    cancel();
  };
}
