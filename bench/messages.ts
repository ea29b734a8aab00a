import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, createClient } from '@mosaic/client';
import { limits, operations } from '@mosaic/contract';
import { benchToken } from './bench-token.ts';
import { startChild } from './child.ts';
import { type BenchHub, openBenchHub } from './hub.ts';
import { timed } from './measure.ts';
import { type Row, row } from './row.ts';
import { withScratch } from './scratch.ts';
import { median, percentile } from './statistics.ts';

/** Messages of the paced case, and the pause between two. */
const tripCount = 300;
const tripPauseMs = 10;
/** Agents that wait for messages all the while and get none. */
const idleAgents = 100;
/** Messages of one round of the cases about throughput. */
const roundCount = 600;
/** The first round only warms up. */
const rounds = 3;
const senders = 16;
const sizes = [1_000, 100_000] as const;
const batch = limits.messageBatchMax;

/**
 * Messages through the REST door on loopback, the hub in a process of its own; then what one
 * message costs among 1,000 and among 100,000 stored ones.
 */
export function benchMessages(): Promise<Row[]> {
  return withScratch(async (folder) => {
    const rows: Row[] = [];
    const home = join(folder, 'rest');
    mkdirSync(home);
    const server = startChild('doors-server.ts', [home, '0']);
    try {
      const { url } = await server.said<{ url: string }>();
      const client = createClient({ baseUrl: url, token: benchToken });
      rows.push(...(await benchTrips(client)));
      rows.push(...(await benchThroughput(client)));
    } finally {
      await server.end();
    }
    rows.push(...(await benchSizes(folder)));
    return rows;
  });
}

async function register(client: Client, name: string): Promise<string> {
  const agent = await client.call(operations.registerAgent, { name, type: 'worker' });
  return agent.id;
}

/** One message at a time to a receiver that waits, while many others wait as well. */
async function benchTrips(client: Client): Promise<Row[]> {
  const stop = new AbortController();
  const idle = Array.from({ length: idleAgents }, async (_, index) => {
    const agent = await register(client, `idle-${index}`);
    while (!stop.signal.aborted) {
      const input = { agent, waitMs: limits.messageWaitMsMax };
      await client.call(operations.receiveMessages, input, stop).catch(() => undefined);
    }
  });
  const agent = await register(client, 'receiver');
  const sentAtMs: number[] = [];
  const handedMs: number[] = [];
  const acknowledgedMs: number[] = [];
  const receiving = (async () => {
    while (acknowledgedMs.length < tripCount) {
      const input = { agent, waitMs: limits.messageWaitMsMax };
      const { deliveries } = await client.call(operations.receiveMessages, input);
      const atMs = performance.now();
      const started = deliveries.map(({ message }) => sentAtMs[Number(message.payload)] ?? atMs);
      handedMs.push(...started.map((startedMs) => atMs - startedMs));
      const deliveryIds = deliveries.map(({ deliveryId }) => deliveryId);
      if (deliveryIds.length === 0) continue;
      await client.call(operations.acknowledgeMessages, { agent, deliveryIds });
      acknowledgedMs.push(...started.map((startedMs) => performance.now() - startedMs));
    }
  })();
  for (let index = 0; index < tripCount; index += 1) {
    sentAtMs[index] = performance.now();
    await client.call(operations.sendMessage, {
      to: { agent },
      type: 'trip',
      payload: index,
    });
    await new Promise((resolve) => setTimeout(resolve, tripPauseMs));
  }
  await receiving;
  stop.abort();
  await Promise.all(idle);
  const name = `REST, one at a time, ${idleAgents} others wait`;
  return [
    ...percentiles(`${name}: sent to handed out`, handedMs.slice(tripCount / 10)),
    ...percentiles(`${name}: sent to acknowledged`, acknowledgedMs.slice(tripCount / 10), 50),
  ];
}

function percentiles(name: string, samples: readonly number[], atMost?: number): Row[] {
  return ([0.5, 0.95, 0.99] as const).map((share) =>
    row({
      name,
      metric: `p${share * 100}`,
      unit: 'ms',
      ours: percentile(samples, share),
      ...(share === 0.95 && atMost !== undefined ? { target: { atMost } } : {}),
    }),
  );
}

async function benchThroughput(client: Client): Promise<Row[]> {
  const rates = { single: [] as number[], batch: [] as number[], drain: [] as number[] };
  const agent = await register(client, 'target');
  const draft = (index: number) => ({
    to: { agent },
    type: 'flood',
    payload: { index, text: 'x'.repeat(200) },
  });
  for (let round = 0; round < rounds; round += 1) {
    const singleMs = await timed(() =>
      inParallel(senders, roundCount, (index) => client.call(operations.sendMessage, draft(index))),
    );
    const batchMs = await timed(() =>
      inParallel(4, roundCount / batch, (index) => {
        const messages = Array.from({ length: batch }, (_, place) => draft(index * batch + place));
        return client.call(operations.sendMessages, { messages });
      }),
    );
    const drainMs = await timed(() => drain(client, agent, 2 * roundCount));
    if (round === 0) continue;
    rates.single.push(roundCount / (singleMs / 1_000));
    rates.batch.push(roundCount / (batchMs / 1_000));
    rates.drain.push((2 * roundCount) / (drainMs / 1_000));
  }
  const rate = (name: string, samples: readonly number[]) =>
    row({ name, metric: 'messages', unit: '/s', ours: median(samples) });
  return [
    rate(`REST, sent singly by ${senders} at once`, rates.single),
    rate(`REST, sent in batches of ${batch}`, rates.batch),
    rate(`REST, received and acknowledged by ${batch}`, rates.drain),
  ];
}

/** Refuses a message lost or handed out twice: speed that loses messages is none. */
async function drain(client: Client, agent: string, count: number): Promise<void> {
  const seen = new Set<string>();
  while (seen.size < count) {
    const { deliveries } = await client.call(operations.receiveMessages, { agent, limit: batch });
    const deliveryIds = deliveries.map(({ deliveryId }) => deliveryId);
    if (deliveryIds.length === 0) throw new Error(`${seen.size} of ${count} messages came`);
    if (deliveryIds.some((id) => seen.has(id))) throw new Error('A delivery came twice');
    for (const id of deliveryIds) seen.add(id);
    await client.call(operations.acknowledgeMessages, { agent, deliveryIds });
  }
}

async function inParallel(
  width: number,
  count: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const loop = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: width }, loop));
}

/** Send, hand out, acknowledge, in the hub's own process, so that nothing hides its cost. */
async function benchSizes(folder: string): Promise<Row[]> {
  const benches: { bench: BenchHub; size: number; agent: string; tripMs: number[] }[] = [];
  for (const size of sizes) {
    const home = join(folder, String(size));
    mkdirSync(home);
    const bench = await openBenchHub(home);
    const agent = await fill(bench, size);
    benches.push({ bench, size, agent, tripMs: [] });
  }
  try {
    for (let round = 0; round < 300; round += 1) {
      for (const each of benches) {
        const tripMs = await timed(() => roundTrip(each.bench, each.agent));
        if (round >= 50) each.tripMs.push(tripMs);
      }
    }
  } finally {
    for (const { bench } of benches) await bench.close();
  }
  const [small, large] = benches.map(({ tripMs }) => median(tripMs));
  return [
    ...benches.map(({ size, tripMs }) =>
      row({
        name: `send, receive, ack; ${size.toLocaleString('en')} stored`,
        metric: 'p50',
        unit: 'ms',
        ours: median(tripMs),
      }),
    ),
    row({
      name: 'send, receive, ack',
      metric: 'cost at 100k / 1k',
      unit: '',
      ours: (large ?? 0) / (small ?? 1),
      target: { atMost: 1.3 },
    }),
  ];
}

/** That many messages to ten agents, of which they acknowledge nine of ten. */
async function fill({ hub }: BenchHub, size: number): Promise<string> {
  const system = hub.system('bench');
  const register = async (name: string) =>
    (await system.call(operations.registerAgent, { name, type: 'worker' })).id;
  for (let index = 0; index < 10; index += 1) {
    const agent = await register(`agent-${index}`);
    for (let sent = 0; sent < size / 10; sent += batch) {
      const messages = Array.from({ length: batch }, () => ({ to: { agent }, type: 'old' }));
      await system.call(operations.sendMessages, { messages });
      const limit = Math.floor(batch * 0.9);
      const { deliveries } = await system.call(operations.receiveMessages, { agent, limit });
      const deliveryIds = deliveries.map(({ deliveryId }) => deliveryId);
      await system.call(operations.acknowledgeMessages, { agent, deliveryIds });
    }
  }
  return register('probe');
}

async function roundTrip({ hub }: BenchHub, agent: string): Promise<void> {
  const system = hub.system('bench');
  await system.call(operations.sendMessage, { to: { agent }, type: 'probe' });
  const { deliveries } = await system.call(operations.receiveMessages, { agent });
  const deliveryIds = deliveries.map(({ deliveryId }) => deliveryId);
  const { outcomes } = await system.call(operations.acknowledgeMessages, { agent, deliveryIds });
  if (outcomes.length !== 1) throw new Error(`${outcomes.length} deliveries came, not 1`);
}
