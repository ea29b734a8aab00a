import { Histogram, type Registry } from 'prom-client';

/** Told by the store of what it did. */
export interface StoreObserver {
  /** A transaction that `size` commands shared was committed. */
  groupCommitted(size: number, durationMs: number): void;
}

export interface StoreMetrics {
  readonly store: StoreObserver;
  /** Time from asking for a write until it was committed, or refused. */
  wrote(durationMs: number): void;
}

const fast = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

/** How long writes take, and how many share one transaction. */
export function addStoreMetrics(registry: Registry): StoreMetrics {
  const registers = [registry];
  const size = new Histogram({
    name: 'mosaic_store_group_commands',
    help: 'Commands that shared one transaction.',
    buckets: [1, 2, 4, 8, 16, 32, 64],
    registers,
  });
  const commit = new Histogram({
    name: 'mosaic_store_group_duration_seconds',
    help: 'Duration of one transaction, from its begin to its commit.',
    buckets: fast,
    registers,
  });
  const write = new Histogram({
    name: 'mosaic_store_write_seconds',
    help: 'Time from asking for a write until it was committed, waiting included.',
    buckets: fast,
    registers,
  });
  return {
    store: {
      groupCommitted(commands, durationMs) {
        size.observe(commands);
        commit.observe(durationMs / 1_000);
      },
    },
    wrote: (durationMs) => write.observe(durationMs / 1_000),
  };
}
