import { operations, type StateWatchItem } from '@mosaic/contract';
import { benchToken } from './bench-token.ts';
import type { BenchHub } from './hub.ts';
import { timed } from './measure.ts';
import { type Row, row } from './row.ts';
import { withScratch } from './scratch.ts';
import { openSizedHubs, type SizedHub } from './sized-hubs.ts';
import { median, percentile } from './statistics.ts';

const sizes = [1_000, 100_000] as const;
const namespace = 'bench';
const callers = 32;
const callsPerRound = 960;
/** The first round only warms up. */
const rounds = 5;
const watchSamples = 200;
const value = { replicas: 3, image: 'web:2.1.0', note: 'x'.repeat(120) };

type Kind = 'get' | 'set' | 'compare-and-set';

interface Case extends SizedHub {
  readonly kind: Kind;
  readonly perSecond: number[];
  readonly callMs: number[];
}

/**
 * Shared state through the real pipeline, each write durable and audited. What must not happen:
 * that more keys make a call slower.
 */
export function benchState(): Promise<Row[]> {
  return withScratch(async (folder) => {
    const { hubs, close } = await openSizedHubs(folder, sizes);
    try {
      const cases: Case[] = [];
      for (const hub of hubs) {
        await seedKeys(hub.bench, hub.size);
        for (const kind of ['get', 'set', 'compare-and-set'] as const) {
          cases.push({ ...hub, kind, perSecond: [], callMs: [] });
        }
      }
      const versions = new Map<string, number>();
      for (let round = 0; round < rounds; round += 1) {
        for (const each of cases) await performRound(each, round, versions);
      }
      const latencies: Row[] = [];
      for (const hub of hubs) {
        if (hub.size === sizes[0]) latencies.push(...(await watchLatency(hub)));
      }
      return [...cases.flatMap(rowsOf), ...growthRows(cases), ...latencies];
    } finally {
      await close();
    }
  });
}

const keyOf = (index: number) => `service-${index % 97}/config-${index}`;

async function seedKeys({ hub }: BenchHub, count: number): Promise<void> {
  const system = hub.system('bench');
  for (let start = 0; start < count; start += 100) {
    const writes = Array.from({ length: 100 }, (_, index) => ({
      kind: 'set' as const,
      key: keyOf(start + index),
      value,
    }));
    await system.call(operations.transactState, { namespace, writes });
  }
}

/** The same number of calls by many callers at once, over keys spread through all of them. */
async function performRound(
  each: Case,
  round: number,
  versions: Map<string, number>,
): Promise<void> {
  const { bench, store, size, kind } = each;
  const system = bench.hub.system('bench');
  const call = async (key: string): Promise<void> => {
    if (kind === 'get') {
      const found = await system.call(operations.getState, { namespace, key });
      if (found.key !== key) throw new Error(`Asked for ${key}, got ${found.key}`);
      return;
    }
    const known = `${store}/${size}/${key}`;
    const version = versions.get(known) ?? 1;
    const expected = kind === 'set' ? {} : { ifVersion: version };
    const input = { namespace, key, value, ...expected };
    const receipt = await system.call(operations.setState, input);
    versions.set(known, receipt.version);
  };
  const callMs: number[] = [];
  const work = async (caller: number): Promise<void> => {
    for (let index = caller; index < callsPerRound; index += callers) {
      const key = keyOf((index * 7_919 + round) % size);
      callMs.push(await timed(() => call(key)));
    }
  };
  const tookMs = await timed(() =>
    Promise.all(Array.from({ length: callers }, (_, caller) => work(caller))),
  );
  if (round === 0) return;
  each.perSecond.push(callsPerRound / (tookMs / 1_000));
  each.callMs.push(...callMs);
}

function rowsOf({ store, size, kind, perSecond, callMs }: Case): Row[] {
  const name = `${kind}, ${size.toLocaleString('en')} keys, ${store}`;
  return [
    row({ name, metric: 'calls', unit: '/s', ours: median(perSecond) }),
    row({ name, metric: `p99, ${callers} callers`, unit: 'ms', ours: percentile(callMs, 0.99) }),
  ];
}

/** The rate on a hundred times the keys against the rate on a hundredth: 1 is flat. */
function growthRows(cases: readonly Case[]): Row[] {
  return (['get', 'set', 'compare-and-set'] as const).map((kind) => {
    const onSqlite = cases.filter((each) => each.kind === kind && each.store === 'SQLite');
    const rate = (size: number) =>
      median(onSqlite.find((each) => each.size === size)?.perSecond ?? []);
    return row({
      name: `${kind}, SQLite`,
      metric: 'rate at 100k / 1k',
      unit: '',
      ours: rate(100_000) / rate(1_000),
      target: { atLeast: 0.5 },
    });
  });
}

/** From the call that sets a key until a watch tells of it. */
async function watchLatency({ bench: { hub }, store }: SizedHub): Promise<Row[]> {
  const name = `watch, ${store}`;
  const stop = new AbortController();
  const items = await hub.stream({
    operation: 'state.watch',
    input: { namespace: 'watched' },
    token: benchToken,
    surface: 'rest',
    signal: stop.signal,
  });
  const startedMs = new Map<string, number>();
  const samples: number[] = [];
  const reading = (async () => {
    for await (const item of items as AsyncIterable<StateWatchItem>) {
      if (item.kind !== 'changed') continue;
      samples.push(performance.now() - (startedMs.get(item.key) ?? Number.NaN));
      if (samples.length === watchSamples) return;
    }
  })();
  const system = hub.system('bench');
  for (let index = 0; index < watchSamples; index += 1) {
    const key = `key-${index}`;
    startedMs.set(key, performance.now());
    await system.call(operations.setState, { namespace: 'watched', key, value: index });
  }
  await reading;
  stop.abort();
  return [
    row({ name, metric: 'set to seen, p50', unit: 'ms', ours: median(samples) }),
    row({
      name,
      metric: 'set to seen, p99',
      unit: 'ms',
      ours: percentile(samples, 0.99),
      target: { atMost: 50 },
    }),
  ];
}
