import { operations } from '@mosaic/contract';
import type { BenchHub } from './hub.ts';
import { timed } from './measure.ts';
import { type Row, row } from './row.ts';
import { withScratch } from './scratch.ts';
import { openSizedHubs, type SizedHub } from './sized-hubs.ts';
import { median, percentile } from './statistics.ts';

/** Locks that others hold all the while. */
const sizes = [1_000, 50_000] as const;
const callers = 32;
const pairsPerRound = 480;
/** The first round only warms up. */
const rounds = 5;

type Kind = 'own locks' | 'one lock' | 'one lock of 8';

interface Case extends SizedHub {
  readonly kind: Kind;
  readonly perSecond: number[];
  readonly acquireMs: number[];
}

/**
 * Taking a lock and giving it back, two durable transactions and for a waiter three. What must
 * not happen: two holders at once, or that locks of others make it slower.
 */
export function benchLocks(): Promise<Row[]> {
  return withScratch(async (folder) => {
    const { hubs, close } = await openSizedHubs(folder, sizes);
    try {
      const cases: Case[] = [];
      for (const hub of hubs) {
        await holdMany(hub.bench, hub.size);
        for (const kind of ['own locks', 'one lock', 'one lock of 8'] as const) {
          cases.push({ ...hub, kind, perSecond: [], acquireMs: [] });
        }
      }
      for (let round = 0; round < rounds; round += 1) {
        for (const each of cases) await performRound(each, round);
      }
      return [...cases.flatMap(rowsOf), ...growthRows(cases)];
    } finally {
      await close();
    }
  });
}

async function holdMany({ hub }: BenchHub, count: number): Promise<void> {
  const system = hub.system('bench');
  for (let start = 0; start < count; start += 20) {
    const locks = Array.from({ length: 20 }, (_, index) => ({ lockId: `held-${start + index}` }));
    await system.call(operations.acquireLock, { owner: 'holder', locks, ttlMs: 3_600_000 });
  }
}

/** All callers take and give back, each again and again; holders are counted meanwhile. */
async function performRound(each: Case, round: number): Promise<void> {
  const { bench, kind } = each;
  const system = bench.hub.system('bench');
  const capacity = kind === 'one lock of 8' ? 8 : 1;
  const acquireMs: number[] = [];
  let holders = 0;
  const work = async (caller: number): Promise<void> => {
    const lockId = kind === 'own locks' ? `own-${caller}` : `shared-${capacity}`;
    for (let index = caller; index < pairsPerRound; index += callers) {
      const startedMs = performance.now();
      const { hold } = await system.call(operations.acquireLock, {
        owner: `caller-${caller}`,
        locks: [{ lockId, capacity }],
        waitMs: 20_000,
      });
      acquireMs.push(performance.now() - startedMs);
      if (hold === null) throw new Error(`${lockId} was not given within 20 s`);
      holders += 1;
      if (kind !== 'own locks' && holders > capacity) throw new Error(`${holders} hold ${lockId}`);
      holders -= 1;
      await system.call(operations.releaseLock, { holdId: hold.id });
    }
  };
  const tookMs = await timed(() =>
    Promise.all(Array.from({ length: callers }, (_, caller) => work(caller))),
  );
  if (round === 0) return;
  each.perSecond.push(pairsPerRound / (tookMs / 1_000));
  each.acquireMs.push(...acquireMs);
}

function rowsOf({ store, size, kind, perSecond, acquireMs }: Case): Row[] {
  const name = `${callers} on ${kind}, ${size.toLocaleString('en')} held, ${store}`;
  return [
    row({ name, metric: 'acquire + release', unit: '/s', ours: median(perSecond) }),
    row({ name, metric: 'acquire p99', unit: 'ms', ours: percentile(acquireMs, 0.99) }),
  ];
}

/** The rate beside fifty times the locks against the rate beside a fiftieth: 1 is flat. */
function growthRows(cases: readonly Case[]): Row[] {
  return (['own locks', 'one lock', 'one lock of 8'] as const).map((kind) => {
    const onSqlite = cases.filter((each) => each.kind === kind && each.store === 'SQLite');
    const rate = (size: number) =>
      median(onSqlite.find((each) => each.size === size)?.perSecond ?? []);
    return row({
      name: `${callers} on ${kind}, SQLite`,
      metric: 'rate at 50k / 1k',
      unit: '',
      ours: rate(50_000) / rate(1_000),
      target: { atLeast: 0.5 },
    });
  });
}
