import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createDatabase, startPostgres } from '../packages/mcp/test/postgres.ts';
import { createRedisServer } from '../packages/mcp/test/redis-server.ts';
import { timed } from './measure.ts';
import { openOurQueue } from './our-queue.ts';
import { openBullMq, openPgBoss } from './peer-queues.ts';
import type { Crowd, Queue } from './queue.ts';
import { type Row, row } from './row.ts';
import { withScratch } from './scratch.ts';
import { median } from './statistics.ts';

/** Jobs that wait in each queue all the while. */
const backlog = 10_000;
const grownBacklog = 100_000;
/** The first round only warms up. */
const rounds = 4;

interface Case {
  readonly title: string;
  readonly crowd: Crowd;
  /** Jobs of one round; a slow queue does fewer, so that a run comes to an end. */
  readonly jobs: (queue: Queue) => number;
}

const cases: readonly Case[] = [
  {
    title: 'one worker, single',
    crowd: { workers: 1, batch: 1 },
    jobs: ({ name }) => (name === 'pg-boss' ? 30 : 400),
  },
  {
    title: '10 workers, single',
    crowd: { workers: 10, batch: 1 },
    jobs: ({ name }) => (name === 'pg-boss' ? 60 : 1_000),
  },
  { title: '10 workers, batches of 50', crowd: { workers: 10, batch: 50 }, jobs: () => 4_000 },
];

/**
 * Jobs taken and completed a second, ours and the peers in turns: BullMQ on a Redis without and
 * with an append-only file that is synced, pg-boss on the same PostgreSQL as ours.
 */
export function benchQueues(): Promise<Row[]> {
  return withScratch(async (folder) => {
    const postgres = await startPostgres({ isDurable: true });
    const redis = await createRedisServer();
    const synced = await createRedisServer();
    const queues: Queue[] = [];
    try {
      await syncAlways(synced.port);
      const [ours, peers] = await Promise.all([
        createDatabase(postgres.url, 'ours'),
        createDatabase(postgres.url, 'boss'),
      ]);
      queues.push(await openOurQueue('SQLite', join(folder, 'single')));
      queues.push(await openOurQueue('PostgreSQL', { kind: 'postgres', url: ours }));
      queues.push(await openPgBoss(peers));
      queues.push(await openBullMq('BullMQ', redis.port));
      queues.push(await openBullMq('BullMQ, synced', synced.port));
      for (const queue of queues) await queue.fill(backlog);
      const rates = await measure(queues);
      const rows = cases.flatMap(({ title }) => compare(title, rates));
      return [...rows, ...(await growth(queues.slice(0, 2)))];
    } finally {
      for (const queue of queues) await queue.close().catch(() => {});
      await Promise.all([redis.destroy(), synced.destroy(), postgres.destroy()]);
    }
  });
}

type Rates = ReadonlyMap<string, number[]>;

async function measure(queues: readonly Queue[]): Promise<Rates> {
  const rates = new Map<string, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const { title, crowd, jobs } of cases) {
      for (const queue of round % 2 === 0 ? queues : queues.toReversed()) {
        // BullMQ hands out one by one; more at the same time is what it has instead of batches.
        const isPeerOfBatches = queue.name.startsWith('BullMQ') && crowd.batch > 1;
        const fitting = isPeerOfBatches ? { workers: 50, batch: 1 } : crowd;
        const rate = await rateOf(queue, jobs(queue), fitting);
        process.stderr.write(`${title}, ${queue.name}: ${Math.round(rate)}/s\n`);
        const key = `${title} ${queue.name}`;
        if (round > 0) rates.set(key, [...(rates.get(key) ?? []), rate]);
      }
    }
  }
  return rates;
}

/** Jobs a second, with as many jobs waiting before as after. */
async function rateOf(queue: Queue, jobs: number, crowd: Crowd): Promise<number> {
  await queue.fill(jobs);
  const tookMs = await timed(() => queue.work(jobs, crowd));
  return jobs / (tookMs / 1_000);
}

function compare(title: string, rates: Rates): Row[] {
  const rate = (queue: string) => median(rates.get(`${title} ${queue}`) ?? []);
  const line = (ours: string, peer: string) =>
    row({
      name: `${title}, ${ours}`,
      metric: 'claim + complete',
      unit: '/s',
      ours: rate(ours),
      peer: { name: peer, value: rate(peer) },
      target: { atLeast: rate(peer) },
    });
  return [
    line('PostgreSQL', 'pg-boss'),
    line('PostgreSQL', 'BullMQ, synced'),
    line('SQLite', 'BullMQ, synced'),
    line('SQLite', 'BullMQ'),
  ];
}

/** The rate with ten times the jobs waiting against the rate before: 1 is flat. */
async function growth(queues: readonly Queue[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const queue of queues) {
    const crowd = { workers: 10, batch: 1 };
    const rate = async () => {
      const samples: number[] = [];
      for (let round = 0; round < rounds; round += 1) samples.push(await rateOf(queue, 600, crowd));
      return median(samples.slice(1));
    };
    const before = await rate();
    await queue.fill(grownBacklog - backlog);
    rows.push(
      row({
        name: `${queue.name}, 10 workers`,
        metric: 'rate at 100k / 10k',
        unit: '',
        ours: (await rate()) / before,
        target: { atLeast: 0.7 },
      }),
    );
  }
  return rows;
}

/** Nothing is acknowledged before it is on disk, as with our stores. */
async function syncAlways(port: number): Promise<void> {
  const client = new Redis(port, '127.0.0.1');
  await client.config('SET', 'appendonly', 'yes');
  await client.config('SET', 'appendfsync', 'always');
  client.disconnect();
}
