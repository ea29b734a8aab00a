import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@mosaic/client';
import { operations } from '@mosaic/contract';
import { benchToken } from './bench-token.ts';
import { startChild } from './child.ts';
import { type Row, row } from './row.ts';
import { withScratch } from './scratch.ts';
import { percentile } from './statistics.ts';

const crowds = [1_000, 5_000] as const;
/** How often each agent says that it is alive, as agents of the product do, in milliseconds. */
const heartbeatMs = 5_000;
/** Agents that wait for jobs on an open call all the while. */
const waiting = 200;
const jobs = 300;
const jobPauseMs = 40;

interface Usage {
  /** Bytes of the process. */
  readonly rss: number;
  /** Microseconds of processor since it began. */
  readonly cpuMicros: number;
  readonly atMs: number;
}

/**
 * Agents that are registered and beat, 200 of them waiting for work; jobs come one by one. How
 * long each job waits for its agent, and what the crowd costs the hub, which has a process of
 * its own behind its REST door.
 */
export function benchAgents(): Promise<Row[]> {
  return withScratch(async (folder) => {
    const rows: Row[] = [];
    for (const agents of crowds) {
      const home = join(folder, String(agents));
      mkdirSync(home);
      rows.push(...(await measure(home, agents)));
    }
    return rows;
  });
}

async function measure(home: string, count: number): Promise<Row[]> {
  const server = startChild('agents-server.ts', [home]);
  try {
    const { url } = await server.said<{ url: string }>();
    const client = createClient({ baseUrl: url, token: benchToken });
    const before = await server.ask<Usage>('usage');
    const ids: string[] = [];
    for (let from = 0; from < count; from += 50) {
      const names = Array.from({ length: 50 }, (_, index) => `agent-${from + index}`);
      const made = await Promise.all(
        names.map((name) => client.call(operations.registerAgent, { name, type: 'worker' })),
      );
      ids.push(...made.map(({ id }) => id));
    }
    const stop = new AbortController();
    const beats = { count: 0 };
    const idle = await server.ask<Usage>('usage');
    const beating = beatAll(client, ids, stop.signal, beats);
    await new Promise((resolve) => setTimeout(resolve, heartbeatMs));
    const beaten = await server.ask<Usage>('usage');
    const beatsPerSecond = (beats.count * 1_000) / (beaten.atMs - idle.atMs);
    const waits = await handOut(client, ids.slice(0, waiting), stop);
    await beating;
    return rowsOf(count, waits, beatsPerSecond, { before, idle, beaten });
  } finally {
    await server.end();
  }
}

type HubClient = ReturnType<typeof createClient>;

/** Spreads the heartbeats of all over the time between two of one; tells of any that failed. */
async function beatAll(
  client: HubClient,
  ids: readonly string[],
  stop: AbortSignal,
  beats: { count: number },
) {
  const ticksMs = 100;
  const share = Math.ceil(ids.length / (heartbeatMs / ticksMs));
  let next = 0;
  while (!stop.aborted) {
    const turn = Array.from({ length: share }, (_, index) => ids[(next + index) % ids.length]);
    next += share;
    const rest = new Promise((resolve) => setTimeout(resolve, ticksMs));
    await Promise.all(
      turn.map((agentId) => agentId && client.call(operations.heartbeatAgent, { agentId })),
    );
    beats.count += turn.length;
    await rest;
  }
}

/** Submits jobs one by one while agents wait for them; returns how long each took to be handed out. */
async function handOut(
  client: HubClient,
  ids: readonly string[],
  stop: AbortController,
): Promise<number[]> {
  const submittedMs = new Map<string, number>();
  const takenMs = new Map<string, number>();
  const workers = ids.map(async (agentId) => {
    while (takenMs.size < jobs) {
      const waits = { agentId, waitMs: 2_000 };
      const { assignments } = await client.call(operations.claimTask, waits);
      const atMs = performance.now();
      for (const { task, lease } of assignments) {
        if (takenMs.has(task.id)) throw new Error(`${task.id} was handed out twice`);
        takenMs.set(task.id, atMs);
        const { fencingToken } = lease;
        await client.call(operations.completeTasks, { tasks: [{ taskId: task.id, fencingToken }] });
      }
    }
  });
  for (let job = 0; job < jobs; job += 1) {
    const startedMs = performance.now();
    const { tasks } = await client.call(operations.submitTasks, { jobs: [{ title: 'nothing' }] });
    for (const { taskId } of tasks) submittedMs.set(taskId, startedMs);
    await new Promise((resolve) => setTimeout(resolve, jobPauseMs));
  }
  await Promise.all(workers);
  stop.abort();
  return [...takenMs].map(([id, atMs]) => atMs - (submittedMs.get(id) ?? atMs));
}

function rowsOf(
  count: number,
  waits: readonly number[],
  beatsPerSecond: number,
  { before, idle, beaten }: Record<'before' | 'idle' | 'beaten', Usage>,
): Row[] {
  const name = `${count.toLocaleString('en')} agents`;
  const share = (beaten.cpuMicros - idle.cpuMicros) / 1_000 / (beaten.atMs - idle.atMs);
  return [
    row({ name, metric: 'submit to claim p50', unit: 'ms', ours: percentile(waits, 0.5) }),
    row({
      name,
      metric: 'submit to claim p99',
      unit: 'ms',
      ours: percentile(waits, 0.99),
      target: { atMost: 2_000 },
    }),
    row({
      name,
      metric: 'heartbeats',
      unit: '/s',
      ours: beatsPerSecond,
      target: { atLeast: (count / (heartbeatMs / 1_000)) * 0.9 },
    }),
    row({ name, metric: 'heartbeats cost', unit: 'cores', ours: share }),
    row({ name, metric: 'memory added', unit: 'MiB', ours: (idle.rss - before.rss) / 2 ** 20 }),
  ];
}
