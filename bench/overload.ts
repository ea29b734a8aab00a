import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Child, startChild } from './child.ts';
import { createRawClient, type RawRequest, type Reply } from './raw-client.ts';
import { type Row, row } from './row.ts';
import { withScratch } from './scratch.ts';
import { median, percentile } from './statistics.ts';

const rounds = 3;
const peakMs = 2_000;
const overloadMs = 3_000;
const factors = [2, 3] as const;
const quietPerSecond = 50;

const calls = {
  'durable commands': {
    method: 'POST',
    path: '/api/v1/emits',
    body: JSON.stringify({ events: [{ type: 'task.changed' }] }),
  },
  queries: { method: 'GET', path: '/api/v1/events?limit=20', body: null },
} as const satisfies Record<string, Omit<RawRequest, 'token'>>;
type Kind = keyof typeof calls;

interface Sample {
  /** Of the CPU the hub took, the part that calls it did would have cost without overload. */
  readonly usefulCpu: number;
  /** Accepted a second, against what was reached when nobody had to be refused. */
  readonly share: number;
  readonly acceptedP99: number;
  readonly refusedP99: number;
  readonly quietP99: number;
  readonly quietShare: number;
  readonly vitalP99: number;
  readonly vitalShare: number;
}

/**
 * What a hub does of what it is asked when that is two or three times more than it can: one
 * caller sends too much whether or not it is answered, another sends little, and somebody keeps
 * a lease alive. The peer is the same hub without admission control.
 */
export function benchOverload(): Promise<Row[]> {
  return withScratch(async (folder) => {
    const samples = new Map<string, Sample[]>();
    for (let round = 0; round < rounds; round += 1) {
      for (const kind of Object.keys(calls) as Kind[]) {
        let peak: Peak = { perSecond: 0, callCpuUs: 0 };
        for (const mode of ['gate', 'open'] as const) {
          const home = join(folder, `${round}-${kind}-${mode}`);
          mkdirSync(home);
          const server = startChild('overload-server.ts', [home, mode]);
          try {
            const { url } = await server.said<{ url: string }>();
            await peakOf(server, url, kind, peakMs / 2);
            // Both are held to the same peak, so that their loads are the same.
            if (mode === 'gate') peak = await peakOf(server, url, kind, peakMs);
            for (const factor of factors) {
              const key = `${kind} ${factor} ${mode}`;
              const known = samples.get(key) ?? [];
              samples.set(key, [...known, await overload(server, url, kind, peak, factor)]);
            }
          } finally {
            await server.end();
          }
        }
      }
    }
    return (Object.keys(calls) as Kind[]).flatMap((kind) =>
      factors.flatMap((factor) => rowsOf(samples, kind, factor)),
    );
  });
}

interface Peak {
  readonly perSecond: number;
  readonly callCpuUs: number;
}

/** CPU time of the server so far, in microseconds. */
async function cpuOf(server: Child): Promise<number> {
  const { user, system } = await server.ask<{ user: number; system: number }>('cpu');
  return user + system;
}

/** What is done when as many calls are under way as are good for it. */
async function peakOf(server: Child, url: string, kind: Kind, ms: number): Promise<Peak> {
  const client = createRawClient(url, { ...calls[kind], token: 'peak' }, 48);
  await client.open();
  const startedCpu = await cpuOf(server);
  const endMs = performance.now() + ms;
  let count = 0;
  const ask = async () => {
    while (performance.now() < endMs) {
      const reply = await client.send();
      if (reply !== null && reply.status < 300) count += 1;
    }
  };
  await Promise.all(Array.from({ length: 48 }, ask));
  client.close();
  const callCpuUs = ((await cpuOf(server)) - startedCpu) / count;
  return { perSecond: count / (ms / 1_000), callCpuUs };
}

async function overload(
  server: Child,
  url: string,
  kind: Kind,
  peak: Peak,
  factor: number,
): Promise<Sample> {
  const noisy = createRawClient(url, { ...calls[kind], token: 'noisy' }, 2_000);
  const quiet = createRawClient(url, { ...calls[kind], token: 'quiet' }, 100);
  const renew = { method: 'POST', path: '/api/v1/leases/renew', body: '{}' } as const;
  const vital = createRawClient(url, { ...renew, token: 'noisy' }, 100);
  const clients = [noisy, quiet, vital];
  // A process takes one new connection a turn: they are there before the load is.
  for (const client of clients) await client.open();
  const rates = [peak.perSecond * factor, quietPerSecond, quietPerSecond];
  const replies: Promise<Reply>[][] = [[], [], []];
  const startedCpu = await cpuOf(server);
  const startedMs = performance.now();
  const due = [0, 0, 0];
  while (performance.now() - startedMs < overloadMs) {
    const passed = (performance.now() - startedMs) / 1_000;
    for (const [index, client] of clients.entries()) {
      const until = passed * (rates[index] ?? 0);
      for (; (due[index] ?? 0) < until; due[index] = (due[index] ?? 0) + 1) {
        const reply = client.send();
        if (reply !== null) replies[index]?.push(reply);
      }
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  const [sent = [], calm = [], beats = []] = await Promise.all(
    replies.map((each) => Promise.all(each)),
  );
  const usedCpu = (await cpuOf(server)) - startedCpu;
  for (const client of clients) client.close();
  const seconds = (performance.now() - startedMs) / 1_000;
  const good = (all: readonly Reply[]) => all.filter(({ status }) => status < 300);
  const p99 = (all: readonly Reply[]) =>
    all.length === 0
      ? 0
      : percentile(
          all.map(({ tookMs }) => tookMs),
          0.99,
        );
  return {
    usefulCpu: ((good(sent).length + good(calm).length) * peak.callCpuUs) / usedCpu,
    share: (good(sent).length + good(calm).length) / seconds / peak.perSecond,
    acceptedP99: p99(good(sent)),
    refusedP99: p99(sent.filter(({ status }) => status === 429)),
    quietP99: p99(good(calm)),
    quietShare: good(calm).length / Math.max(1, due[1] ?? 1),
    vitalP99: p99(good(beats)),
    vitalShare: good(beats).length / Math.max(1, due[2] ?? 1),
  };
}

function rowsOf(
  samples: ReadonlyMap<string, readonly Sample[]>,
  kind: Kind,
  factor: number,
): Row[] {
  const of = (mode: string, field: keyof Sample) =>
    median((samples.get(`${kind} ${factor} ${mode}`) ?? []).map((sample) => sample[field]));
  const name = `${factor} × too many ${kind}`;
  const beside = (field: keyof Sample) => ({
    ours: of('gate', field),
    peer: { name: 'no admission', value: of('open', field) },
  });
  return [
    row({ name, metric: 'goodput / peak', unit: '', ...beside('share'), target: { atLeast: 0.8 } }),
    row({ name, metric: 'useful CPU', unit: '', ...beside('usefulCpu') }),
    row({
      name,
      metric: 'accepted p99',
      unit: 'ms',
      ...beside('acceptedP99'),
      target: { atMost: 500 },
    }),
    row({ name, metric: 'refused p99', unit: 'ms', ours: of('gate', 'refusedP99') }),
    row({ name, metric: 'quiet p99', unit: 'ms', ...beside('quietP99') }),
    row({ name, metric: 'quiet served', unit: '', ...beside('quietShare') }),
    row({ name, metric: 'renewal p99', unit: 'ms', ...beside('vitalP99') }),
    row({
      name,
      metric: 'renewals kept',
      unit: '',
      ...beside('vitalShare'),
      target: { atLeast: 1 },
    }),
  ];
}
