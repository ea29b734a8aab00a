import { startChild } from './child.ts';
import { type Row, row } from './row.ts';
import { withScratch } from './scratch.ts';
import { median } from './statistics.ts';

const readers = 1_000;
const rates = [20, 100, 200] as const;
const rounds = 3;
const roundMs = 3_000;
const warmUpMs = 1_500;
/** Time for what is under way to arrive. */
const settleMs = 1_000;

const modes = { hub: 'hub', sse: 'plain SSE', ws: 'plain WebSocket' } as const;
type Mode = keyof typeof modes;

interface Sample {
  readonly p50: number;
  readonly p99: number;
  /** Server CPU for one event to one reader, in microseconds. */
  readonly cpuUs: number;
  /** Time until an event was on disk; peers have none. */
  readonly commitMs: number;
}

/**
 * Every event to every reader, in turns: ours and the peers have the machine for themselves while
 * it is their turn. A delivery that is lost fails the benchmark.
 */
export function benchFanout(): Promise<Row[]> {
  return withScratch(async (home) => {
    const server = startChild('fanout-server.ts', [home]);
    try {
      const { url, peerUrl } = await server.said<{ url: string; peerUrl: string }>();
      const samples = new Map<string, Sample[]>();
      for (let round = 0; round < rounds; round += 1) {
        for (const mode of Object.keys(modes) as Mode[]) {
          const watchers = startChild('fanout-watchers.ts', [
            mode,
            mode === 'hub' ? url : peerUrl,
            String(readers),
          ]);
          try {
            await watchers.said();
            await server.ask(`${mode} 50 ${warmUpMs}`);
            await pause(settleMs);
            await watchers.ask('forget');
            for (const rate of rates) {
              const key = `${mode} ${rate}`;
              const known = samples.get(key) ?? [];
              samples.set(key, [...known, await measure(server, watchers, mode, rate)]);
            }
          } finally {
            await watchers.end();
          }
        }
      }
      return rates.flatMap((rate) => rowsOf(samples, rate));
    } finally {
      await server.end();
    }
  });
}

async function measure(
  server: ReturnType<typeof startChild>,
  watchers: ReturnType<typeof startChild>,
  mode: Mode,
  rate: number,
): Promise<Sample> {
  const { sent, cpuMs, commitMs } = await server.ask<{
    sent: number;
    cpuMs: number;
    commitMs: number;
  }>(`${mode} ${rate} ${roundMs}`);
  await pause(settleMs);
  const { count, p50, p99 } = await watchers.ask<{ count: number; p50: number; p99: number }>('');
  if (count !== sent * readers) {
    throw new Error(`${modes[mode]} delivered ${count} of ${sent * readers} at ${rate}/s`);
  }
  return { p50, p99, cpuUs: (cpuMs * 1_000) / count, commitMs };
}

function rowsOf(samples: ReadonlyMap<string, readonly Sample[]>, rate: number): Row[] {
  const of = (mode: Mode, field: keyof Sample) =>
    median((samples.get(`${mode} ${rate}`) ?? []).map((sample) => sample[field]));
  const peers: Mode[] = ['sse', 'ws'];
  const commit = row({
    name: `${rate} events/s to ${readers}`,
    metric: 'of it commit p50',
    unit: 'ms',
    ours: of('hub', 'commitMs'),
  });
  const rows = peers.flatMap((mode) => {
    const name = `${rate} events/s to ${readers}`;
    const peer = (field: keyof Sample) => ({ name: modes[mode], value: of(mode, field) });
    return [
      row({
        name,
        metric: 'p99',
        unit: 'ms',
        ours: of('hub', 'p99'),
        peer: peer('p99'),
        target: { atMost: 500 },
      }),
      row({ name, metric: 'p50', unit: 'ms', ours: of('hub', 'p50'), peer: peer('p50') }),
      row({
        name,
        metric: 'CPU each',
        unit: 'µs',
        ours: of('hub', 'cpuUs'),
        peer: peer('cpuUs'),
      }),
    ];
  });
  return [...rows, commit];
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
