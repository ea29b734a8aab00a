import { setTimeout as sleep } from 'node:timers/promises';
import { isMosaicError, operations } from '@mosaic/contract';
import { type Cluster, type ClusterNode, readiness } from './cluster.ts';

/** What went wrong on purpose, and how long things took because of it. */
export interface FaultLog {
  /** One line for each fault, with the time since the beginning. */
  line(text: string): void;
  /** A time worth reporting, in milliseconds. */
  took(what: string, ms: number): void;
}

export interface FaultScope {
  readonly cluster: Cluster;
  readonly log: FaultLog;
  random(): number;
}

/** Longest time things may take, in milliseconds. */
const bounds = { refusing: 5_000, recovering: 30_000, takingOver: 15_000 };

export async function killNode({ cluster, log, random }: FaultScope, at: number): Promise<void> {
  const node = nodeAt(cluster, at);
  log.line(`kill -9 node ${at}`);
  await node.kill();
  await sleep(200 + random() * 1_000);
  const from = performance.now();
  await node.start();
  log.took('start of a node', performance.now() - from);
}

/** Stops the node that has the duties, as a machine that swaps would, and sees them taken over. */
export async function pauseLeader(
  scope: FaultScope,
  at: number,
  forMs: number,
  observer: number,
): Promise<void> {
  const { cluster, log } = scope;
  const node = nodeAt(cluster, at);
  log.line(`SIGSTOP node ${at} for ${Math.round(forMs)} ms`);
  const from = performance.now();
  node.pause();
  try {
    await until('duties are taken over', bounds.takingOver, async () => {
      const holders = await dutyHolders(cluster, observer, 'sweeps');
      return holders.length === 1 && holders[0] !== `node-${at}`;
    });
    log.took('taking over duties', performance.now() - from);
    await sleep(Math.max(0, forMs - (performance.now() - from)));
  } finally {
    node.resume();
  }
  log.line(`SIGCONT node ${at}`);
  await until(`node ${at} is ready again`, bounds.recovering, () => isReady(node));
}

/** Cuts a node off from the store: it must refuse at once, and come back by itself. */
export async function cutStore(scope: FaultScope, at: number, forMs: number): Promise<void> {
  const { cluster, log } = scope;
  const node = nodeAt(cluster, at);
  log.line(`cut node ${at} off from PostgreSQL for ${Math.round(forMs)} ms`);
  const from = performance.now();
  cluster.network.cut(at, 'store');
  try {
    await until('/ready says no', bounds.refusing, async () => (await readiness(node.url)) === 503);
    log.took('/ready says no after a cut', performance.now() - from);
    const asked = performance.now();
    const code = await cluster
      .clientOf(at)
      .call(operations.setState, { namespace: 'cut-off', key: 'a', value: 1 })
      .then(
        () => 'acknowledged',
        (error: unknown) => (isMosaicError(error) ? error.code : String(error)),
      );
    if (code !== 'unavailable') throw new Error(`A node that is cut off answered: ${code}`);
    log.took('refusal by a node that is cut off', performance.now() - asked);
    await sleep(Math.max(0, forMs - (performance.now() - from)));
  } finally {
    cluster.network.mend(at, 'store');
  }
  const mended = performance.now();
  await until(`node ${at} is ready again`, bounds.recovering, () => isReady(node));
  log.took('/ready says yes after the cable is back', performance.now() - mended);
}

/** Cuts a node off from those who call it: they go to other nodes. */
export async function cutClients(scope: FaultScope, at: number, forMs: number): Promise<void> {
  const { cluster, log } = scope;
  log.line(`cut node ${at} off from its clients for ${Math.round(forMs)} ms`);
  cluster.network.cut(at, 'clients');
  await sleep(forMs);
  cluster.network.mend(at, 'clients');
  await until('the node can be called again', bounds.recovering, () =>
    isReady(nodeAt(cluster, at)),
  );
}

export async function cutBus(scope: FaultScope, at: number, forMs: number): Promise<void> {
  const { cluster, log } = scope;
  log.line(`cut node ${at} off from Redis for ${Math.round(forMs)} ms`);
  cluster.network.cut(at, 'bus');
  await sleep(forMs);
  cluster.network.mend(at, 'bus');
  await until('Redis is used again', bounds.recovering, () => isOnRedis(cluster, at));
}

export async function restartRedis(
  { cluster, log }: FaultScope,
  observer: number,
  forMs: number,
): Promise<void> {
  log.line(`kill Redis for ${Math.round(forMs)} ms`);
  await cluster.redis.kill();
  await sleep(forMs);
  await cluster.redis.start();
  const from = performance.now();
  await until('Redis is used again', bounds.recovering, () => isOnRedis(cluster, observer));
  log.took('Redis in use again', performance.now() - from);
}

/** The database itself dies: nobody acknowledges anything meanwhile, and nothing is lost. */
export async function restartPostgres(
  { cluster, log }: FaultScope,
  observer: number,
  forMs: number,
): Promise<void> {
  log.line(`kill -9 PostgreSQL for ${Math.round(forMs)} ms`);
  await cluster.postgres.kill();
  await sleep(forMs);
  await cluster.postgres.start();
  const from = performance.now();
  const node = nodeAt(cluster, observer);
  await until(`node ${observer} is ready again`, bounds.recovering, () => isReady(node));
  log.took('ready after PostgreSQL is back', performance.now() - from);
}

/** One node after the other ends as asked and starts anew. */
export async function restartAll({ cluster, log }: FaultScope): Promise<void> {
  for (const node of cluster.nodes) {
    log.line(`restart node ${node.number}`);
    const from = performance.now();
    const code = await node.stop();
    if (code !== 0) throw new Error(`node ${node.number} ended with ${code}: ${node.errors()}`);
    log.took('stop of a node', performance.now() - from);
    await node.start();
  }
}

/** Names of the live nodes that have a duty now. */
export async function dutyHolders(
  cluster: Cluster,
  observer: number,
  duty: string,
): Promise<string[]> {
  const { items } = await cluster.clientOf(observer).call(operations.listNodes, {});
  return items.filter(({ duties }) => duties.includes(duty)).map(({ name }) => name);
}

async function isOnRedis(cluster: Cluster, node: number): Promise<boolean> {
  const { bus } = await cluster.clientOf(node).call(operations.systemStatus, {});
  return bus.some(({ kind, isConnected }) => kind === 'redis' && isConnected);
}

async function isReady(node: ClusterNode): Promise<boolean> {
  return (await readiness(node.url)) === 200;
}

/** Waits until something is so; a look that fails counts as no. */
export async function until(
  what: string,
  msMax: number,
  isSo: () => Promise<boolean>,
): Promise<void> {
  const end = performance.now() + msMax;
  while (!(await isSo().catch(() => false))) {
    if (performance.now() > end) throw new Error(`Not within ${msMax} ms: ${what}`);
    await sleep(50);
  }
}

function nodeAt(cluster: Cluster, at: number): ClusterNode {
  const node = cluster.nodes[at];
  if (node === undefined) throw new Error(`There is no node ${at}`);
  return node;
}
