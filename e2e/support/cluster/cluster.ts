import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Client, createClient } from '@mosaic/client';
import { deriveSecrets, loadSecrets } from '@mosaic/mcp';
import { startPostgres, type ThrowAwayPostgres } from '../../../packages/mcp/test/postgres.ts';
import {
  createRedisServer,
  type RedisServer,
  sparePort,
} from '../../../packages/mcp/test/redis-server.ts';
import { canMakeHosts, createHosts, createLoopback, type Network } from './network.ts';

const launcher = resolve(import.meta.dirname, '../../../packages/cli/bin/mosaic.mjs');

/** How clients of the cluster call: longer than any single fault lasts. */
const patience = { attemptMs: 3_000, retryForMs: 30_000 };

export interface ClusterNode {
  readonly number: number;
  readonly url: string;
  start(): Promise<void>;
  /** Ends it without a warning. */
  kill(): Promise<number | null>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<number | null>;
  pause(): void;
  resume(): void;
  /** Everything it said on standard error, its end if there is much. */
  errors(): string;
}

/** Real nodes on a real PostgreSQL and Redis, each node on a host of its own where possible. */
export interface Cluster {
  readonly nodes: readonly ClusterNode[];
  readonly postgres: ThrowAwayPostgres;
  readonly redis: RedisServer;
  readonly network: Network;
  /** Hosts have cables that can be pulled. */
  readonly hasCables: boolean;
  readonly ownerToken: string;
  /** Folder with everything of this cluster; it goes with it. */
  readonly root: string;
  /** What a runner of this cluster needs to be told. */
  readonly forRunners: { hubUrl: string[]; secretFile: string; vaults: string };
  /** A client that begins with one node and goes on to the others. */
  client(first: number, token?: 'owner' | 'runner'): Client;
  /** A client of one node alone, which gives up at once. */
  clientOf(node: number): Client;
  destroy(): Promise<void>;
}

export interface ClusterSettings {
  /** How long a stopping node serves on, in milliseconds. */
  stopGraceMs?: number;
  /** All nodes on this host, which then have no cables. */
  isOnOneHost?: boolean;
}

export async function startCluster(
  size: number,
  { stopGraceMs = 500, isOnOneHost = false }: ClusterSettings = {},
): Promise<Cluster> {
  const root = mkdtempSync(join(tmpdir(), 'mosaic-cluster-'));
  const hasCables = !isOnOneHost && canMakeHosts();
  const network = hasCables ? createHosts(size) : createLoopback();
  const outsides = Array.from({ length: size }, (_, node) => ({
    store: network.outside(node, 'store'),
    bus: network.outside(node, 'bus'),
  }));
  const postgres = await startPostgres({
    isDurable: true,
    listen: hasCables ? outsides.map(({ store }) => store) : [],
  });
  const redis = await createRedisServer(hasCables ? outsides.map(({ bus }) => bus) : []);
  const secretFile = join(root, 'secret');
  writeFileSync(secretFile, `${'a secret of the test, long enough '.repeat(2)}\n`, { mode: 0o600 });
  deriveSecrets(root, secretFile);
  const secrets = loadSecrets(root);
  const nodes: ClusterNode[] = [];
  for (let number = 0; number < size; number += 1) {
    nodes.push(
      await createNode({ number, root, secretFile, network, postgres, redis, stopGraceMs }),
    );
  }
  const urls = nodes.map(({ url }) => url);
  const tokens = { owner: secrets.ownerToken, runner: secrets.runnerToken };
  await Promise.all(nodes.map((node) => node.start()));
  return {
    nodes,
    postgres,
    redis,
    network,
    hasCables,
    ownerToken: secrets.ownerToken,
    root,
    forRunners: { hubUrl: urls, secretFile, vaults: vaultsOf(root) },
    client(first, token = 'owner') {
      const at = first % size;
      const baseUrl = [...urls.slice(at), ...urls.slice(0, at)];
      return createClient({ baseUrl, token: tokens[token], ...patience });
    },
    clientOf: (node) =>
      createClient({ baseUrl: urls[node] ?? '', token: tokens.owner, attemptMs: 10_000 }),
    async destroy() {
      await Promise.all(nodes.map((node) => node.kill()));
      await Promise.all([postgres.destroy(), redis.destroy()]);
      network.destroy();
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface NodeOptions {
  number: number;
  root: string;
  secretFile: string;
  network: Network;
  postgres: ThrowAwayPostgres;
  redis: RedisServer;
  stopGraceMs: number;
}

async function createNode(options: NodeOptions): Promise<ClusterNode> {
  const { number, root, network, postgres, redis } = options;
  const home = join(root, `node-${number}`);
  mkdirSync(home, { mode: 0o700 });
  chmodSync(home, 0o700);
  const port = await sparePort();
  const host = network.inside(number);
  const url = `http://${host}:${port}`;
  const env = {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    NODE_COMPILE_CACHE: join(tmpdir(), 'mosaic-e2e-compiled'),
    MOSAIC_HOME: home,
    MOSAIC_HOST: host,
    MOSAIC_PORT: String(port),
    MOSAIC_ALLOWED_HOSTS: `${host}:${port}`,
    MOSAIC_TIER: 'standalone',
    MOSAIC_NODE_NAME: `node-${number}`,
    MOSAIC_NODE_URL: url,
    MOSAIC_SECRET_FILE: options.secretFile,
    MOSAIC_VAULTS: vaultsOf(root),
    MOSAIC_STOP_GRACE_MS: String(options.stopGraceMs),
    DATABASE_URL: `postgres://postgres@${network.outside(number, 'store')}:${postgres.port}/postgres`,
    REDIS_URL: `redis://${network.outside(number, 'bus')}:${redis.port}`,
  };
  const argv = [process.execPath, launcher, 'up', '--json', '--no-runner'];
  let child: ChildProcess | null = null;
  let errors = '';
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return null;
    const gone = once(running, 'exit');
    running.kill(signal);
    await gone;
    return running.exitCode;
  };
  return {
    number,
    url,
    async start() {
      const [command = '', ...rest] = network.onHost(number, argv);
      const started = spawn(command, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] });
      child = started;
      started.stderr.setEncoding('utf8').on('data', (text: string) => {
        errors = (errors + text).slice(-100_000);
      });
      for await (const text of started.stdout) if (String(text).includes('\n')) break;
      if (started.exitCode !== null) throw new Error(`node ${number} did not start: ${errors}`);
      await ready(url);
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    errors: () => errors,
  };
}

/** The volume that all nodes share. */
function vaultsOf(root: string): string {
  return join(root, 'vaults');
}

/** What `/ready` says: its status code, 0 when nobody answers within a second. */
export async function readiness(url: string): Promise<number> {
  const signal = AbortSignal.timeout(1_000);
  return fetch(`${url}/ready`, { signal }).then(
    async (response) => {
      await response.body?.cancel();
      return response.status;
    },
    () => 0,
  );
}

async function ready(url: string): Promise<void> {
  const end = performance.now() + 30_000;
  while ((await readiness(url)) !== 200) {
    if (performance.now() > end) throw new Error(`${url} did not get ready`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
