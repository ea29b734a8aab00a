import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** True where a Redis server can be started. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** A real Redis on a spare port; it keeps nothing over a restart unless told to. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  start(): Promise<void>;
  /** Ends it without a warning. */
  kill(): Promise<void>;
  destroy(): Promise<void>;
}

/** @param listen addresses of this machine it answers on beyond loopback */
export async function createRedisServer(listen: readonly string[] = []): Promise<RedisServer> {
  const directory = mkdtempSync(join(tmpdir(), 'mosaic-redis-'));
  const port = await sparePort();
  let child: ChildProcess | null = null;
  const kill = async () => {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null) return;
    running.kill('SIGKILL');
    await once(running, 'exit');
  };
  const server: RedisServer = {
    url: `redis://127.0.0.1:${port}`,
    port,
    async start() {
      const argv = ['--port', String(port), '--bind', '127.0.0.1', ...listen, '--dir', directory];
      child = spawn(
        'redis-server',
        [...argv, '--save', '', '--appendonly', 'no', '--protected-mode', 'no'],
        {
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      );
      for await (const text of child.stdout ?? []) {
        if (String(text).includes('Ready to accept connections')) break;
      }
      child.stdout?.destroy();
    },
    kill,
    async destroy() {
      await kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

/** A port nobody listens on now. */
export async function sparePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const place = server.address();
  server.close();
  await once(server, 'close');
  if (place === null || typeof place === 'string') throw new Error('No port is free');
  return place.port;
}
