import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@mosaic/client';
import { type ProductProcess, startProductProcess } from './child-process.ts';

export interface HubProcessOptions {
  home: string;
  port: number;
  /** Runs at the same time in the hub's own runner; null for none. */
  slots: number | null;
  timeouts: { workMs?: number; hardWorkMs?: number };
}

export interface RunnerProcessOptions {
  home: string;
  hubUrl: string;
  name: string;
  slots: number;
}

/** One home with its processes; everything is gone after `destroy`. */
export interface Installation {
  /** Holds the home and whatever else a test wants to keep beside it. */
  readonly root: string;
  readonly home: string;
  /** Talks to the hub as its owner; works again after the hub was restarted. */
  client(): Client;
  startHub(slots: number | null): Promise<ProductProcess>;
  startRunner(slots: number): Promise<ProductProcess>;
  destroy(): Promise<void>;
}

/** Makes an empty installation. `runtimes` becomes its `runtimes.json`. */
export async function createInstallation(
  runtimes: (root: string) => object,
  timeouts: HubProcessOptions['timeouts'] = {},
): Promise<Installation> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mosaic-e2e-')));
  const home = join(root, 'home');
  mkdirSync(home, { mode: 0o700 });
  writeFileSync(join(home, 'runtimes.json'), JSON.stringify(runtimes(root)));
  const port = await freePort();
  const hubUrl = `http://127.0.0.1:${port}`;
  const started: ProductProcess[] = [];
  let ownerToken = '';
  return {
    root,
    home,
    client: () => createClient({ baseUrl: hubUrl, token: ownerToken }),
    async startHub(slots) {
      const options: HubProcessOptions = { home, port, slots, timeouts };
      const hub = await startProductProcess('hub-process.ts', options);
      started.push(hub);
      ownerToken = hub.ready.ownerToken ?? '';
      return hub;
    },
    async startRunner(slots) {
      const options: RunnerProcessOptions = { home, hubUrl, name: 'apart', slots };
      const runner = await startProductProcess('runner-process.ts', options);
      started.push(runner);
      return runner;
    },
    async destroy() {
      for (const each of started.reverse()) await each.kill();
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A port nobody listens on now; kept over restarts, so that clients find the hub again. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const place = server.address();
  await new Promise((done) => server.close(done));
  if (place === null || typeof place === 'string') throw new Error('No port is free');
  return place.port;
}
