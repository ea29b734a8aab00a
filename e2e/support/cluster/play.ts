import { setTimeout as sleep } from 'node:timers/promises';
import { operations } from '@mosaic/contract';
import { createRandom } from '../random.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { createEventLoad } from './event-load.ts';
import {
  cutBus,
  cutClients,
  cutStore,
  dutyHolders,
  type FaultScope,
  killNode,
  pauseLeader,
  restartAll,
  restartPostgres,
  restartRedis,
  until,
} from './faults.ts';
import type { Load, LoadScope, Tally } from './load.ts';
import { createLockLoad } from './lock-load.ts';
import { createMessageLoad } from './message-load.ts';
import { createStateLoad } from './state-load.ts';
import { createTaskLoad } from './task-load.ts';

export interface PlayOptions {
  seed: number;
  /** How often the script of faults is played. */
  rounds: number;
  /** How long a node is stopped by SIGSTOP, in milliseconds. */
  pauseMs: number;
  print: (line: string) => void;
}

export interface Played {
  /** What contradicts the promises; empty when nothing does. */
  readonly problems: string[];
  /** Calls that failed for good while nodes were restarted one after the other. */
  readonly failedWhileRestarting: string[];
  readonly hadCables: boolean;
}

const size = 3;

/** Plays the seeded script against three real nodes under load and checks what was recorded. */
export async function playCluster(options: PlayOptions): Promise<Played> {
  const random = createRandom(options.seed);
  const startedAt = performance.now();
  const times = new Map<string, number[]>();
  const log = {
    line: (text: string) =>
      options.print(
        `${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${text}`,
      ),
    took: (what: string, ms: number) => times.set(what, [...(times.get(what) ?? []), ms]),
  };
  const cluster = await startCluster(size);
  const stopping = new AbortController();
  const tally: Tally = { calls: 0, failed: [], tookMs: [] };
  try {
    const loads = createLoads({
      tally,
      client: (first) => cluster.client(first),
      random: createRandom(options.seed + 1),
      stopping: stopping.signal,
    });
    const running = Promise.all(loads.map((load) => load.run()));
    running.catch(() => undefined);
    const scope: FaultScope = { cluster, log, random };
    await Promise.race([sleep(2_000), running]);
    const failedWhileRestarting: string[] = [];
    for (let round = 0; round < options.rounds; round += 1) {
      await Promise.race([playRound(scope, options.pauseMs), failing(running)]);
      const from = performance.now();
      await restartAll(scope);
      await sleep(1_000);
      const failed = tally.failed.filter(({ atMs }) => atMs >= from);
      failedWhileRestarting.push(...failed.map(({ code, message }) => `${code}: ${message}`));
    }
    log.line('no new work');
    stopping.abort();
    await running;
    log.line('everything is at rest');
    const problems = await checkAll(cluster, loads);
    report(options, loads, tally, times);
    return { problems, failedWhileRestarting, hadCables: cluster.hasCables };
  } catch (error) {
    for (const node of cluster.nodes)
      options.print(`node ${node.number}: ${node.errors().slice(-4_000)}`);
    throw error;
  } finally {
    stopping.abort();
    await cluster.destroy();
  }
}

function createLoads(scope: LoadScope): Load[] {
  return [
    createTaskLoad(scope, 3, 6),
    createStateLoad(scope, 3),
    createLockLoad(scope, 3),
    createMessageLoad(scope, 2),
    createEventLoad(scope, 3),
  ];
}

/** One node sleeps while the others meet every other fault, one at a time, in an order of the seed. */
async function playRound(scope: FaultScope, pauseMs: number): Promise<void> {
  const { cluster, random } = scope;
  const holders = await dutyHolders(cluster, 0, 'sweeps');
  const sleeper = Math.max(
    0,
    cluster.nodes.findIndex(({ number }) => holders.includes(`node-${number}`)),
  );
  const others = [0, 1, 2].filter((at) => at !== sleeper);
  // The one that is left alone, so that the cluster can always be asked.
  const calm = others[random() < 0.5 ? 0 : 1] ?? 0;
  const victim = others.find((at) => at !== calm) ?? 0;
  const sleeping = pauseLeader(scope, sleeper, pauseMs, calm);
  sleeping.catch(() => undefined);
  const ms = () => 2_500 + random() * 2_500;
  const faults = [
    () => killNode(scope, victim),
    () => restartRedis(scope, calm, ms()),
    () => restartPostgres(scope, calm, 1_500 + random() * 1_000),
    ...(cluster.hasCables
      ? [
          () => cutStore(scope, victim, ms()),
          () => cutBus(scope, victim, ms()),
          () => cutClients(scope, victim, ms()),
        ]
      : []),
  ];
  for (const fault of shuffled(faults, random)) await fault();
  await sleeping;
}

async function checkAll(cluster: Cluster, loads: readonly Load[]): Promise<string[]> {
  const problems: string[] = [];
  for (const load of loads) {
    problems.push(...(await load.problems()).map((problem) => `${load.name}: ${problem}`));
  }
  const audit = await cluster.client(0).call(operations.verifyAudit, {});
  if (!audit.isIntact) problems.push(`audit: ${audit.problem}`);
  await until('each duty has one node', 15_000, async () => {
    const counts = ['sweeps', 'engine'].map((duty) => dutyHolders(cluster, 0, duty));
    return (await Promise.all(counts)).every(({ length }) => length === 1);
  }).catch((error: Error) => problems.push(error.message));
  return problems;
}

function report(
  { print, seed }: PlayOptions,
  loads: readonly Load[],
  tally: Tally,
  times: ReadonlyMap<string, readonly number[]>,
): void {
  for (const { name, figures } of loads) print(`${name}: ${JSON.stringify(figures())}`);
  const sorted = tally.tookMs.toSorted((left, right) => left - right);
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  print(
    `seed ${seed}: ${tally.calls} calls, ${tally.failed.length} failed for good; median ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`,
  );
  for (const [code, failed] of Map.groupBy(tally.failed, (each) => each.code)) {
    print(`  ${code}: ${failed.length}, such as: ${failed[0]?.message}`);
  }
  for (const [what, ms] of times) {
    print(`${what}: ${ms.map((each) => Math.round(each)).join(', ')} ms`);
  }
}

/** Never resolves; rejects when the load itself breaks down. */
async function failing(running: Promise<unknown>): Promise<never> {
  await running;
  throw new Error('The load ended by itself');
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((left, right) => left.place - right.place)
    .map(({ item }) => item);
}
