import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it, onTestFailed } from 'vitest';
import { findPostgres } from '../packages/mcp/test/postgres.ts';
import { hasRedis } from '../packages/mcp/test/redis-server.ts';
import { createBrokenItems } from './support/broken-items.ts';
import { startProductProcess } from './support/child-process.ts';
import { type Cluster, startCluster } from './support/cluster/cluster.ts';
import { dutyHolders, until } from './support/cluster/faults.ts';
import { expectMissionWhole } from './support/expect-mission-whole.ts';
import { beginMission, missionEnd } from './support/missions.ts';
import { createScriptedWorker } from './support/scripted-worker.ts';

const hasServers = findPostgres() !== null && hasRedis;
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

describe.skipIf(!hasServers)('a mission that two nodes could run', () => {
  it('goes on with the other node when the one that runs it is killed or put to sleep', async () => {
    const cluster = await startCluster(2, { isOnOneHost: true });
    const runner = await startRunner(cluster);
    onTestFailed(() => print(runner.errors()));
    try {
      const repository = createBrokenItems(join(cluster.root, 'repository'), 6);
      const wishes = { runtime: 'scripted', maxWorkers: 2, attemptsMax: 10 };
      const mission = await beginMission(cluster.client(0), repository, wishes);
      await sleep(1_500);
      const first = await engineNode(cluster, 0);
      const other = cluster.nodes[1 - first.number] ?? first;
      await first.kill();
      await untilEngineIs(cluster, other.number, 'kill -9');
      await first.start();
      await sleep(1_000);
      other.pause();
      await untilEngineIs(cluster, first.number, 'SIGSTOP');
      await sleep(2_000);
      other.resume();
      const client = () => cluster.client(first.number);
      const ended = await missionEnd(client, mission.id, 120_000);
      await expectMissionWhole(client(), repository, ended);
    } finally {
      await runner.kill();
      await cluster.destroy();
    }
  });
});

/** A runner that knows all nodes and sees the same vaults. */
function startRunner(cluster: Cluster) {
  const home = join(cluster.root, 'runner');
  mkdirSync(home, { mode: 0o700 });
  const { argv, readable } = createScriptedWorker(cluster.root);
  const runtimes = { commands: { scripted: { argv } }, readable };
  writeFileSync(join(home, 'runtimes.json'), JSON.stringify(runtimes));
  const options = { home, name: 'apart', slots: 2, ...cluster.forRunners };
  return startProductProcess('runner-process.ts', options);
}

async function engineNode(cluster: Cluster, observer: number) {
  const [name] = await dutyHolders(cluster, observer, 'engine');
  const node = cluster.nodes.find(({ number }) => `node-${number}` === name);
  if (node === undefined) throw new Error('No node has the engine');
  return node;
}

async function untilEngineIs(cluster: Cluster, node: number, after: string): Promise<void> {
  const from = performance.now();
  await until(`node ${node} has the engine`, 20_000, async () => {
    const [name] = await dutyHolders(cluster, node, 'engine');
    return name === `node-${node}`;
  });
  print(`engine taken over ${Math.round(performance.now() - from)} ms after ${after}`);
}

if (!hasServers) it.skip('a mission on two nodes: needs `postgresql` and `redis-server`', () => {});
