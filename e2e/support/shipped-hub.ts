import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createClient } from '@mosaic/client';
import { loadSecrets } from '@mosaic/mcp';

const launcher = resolve(import.meta.dirname, '../../packages/cli/bin/mosaic.mjs');

/** What `mosaic up --json` prints once it serves. */
interface UpLine {
  url: string;
  conformanceUrl: string | null;
}

/** The hub as people install it: the `mosaic` command in a process and home of its own. */
export async function startShippedHub(env: Readonly<Record<string, string>> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'mosaic-e2e-'));
  const port = await freePort();
  const child = spawn(process.execPath, [launcher, 'up', '--json'], {
    env: { ...process.env, MOSAIC_HOME: home, MOSAIC_PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await firstLine(child);
  const up: UpLine = JSON.parse(line);
  const { ownerToken } = loadSecrets(home);
  return {
    ...up,
    home,
    ownerToken,
    client: createClient({ baseUrl: up.url, token: ownerToken }),
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += chunk;
    if (text.includes('\n')) return text.slice(0, text.indexOf('\n'));
  }
  throw new Error(`mosaic up ended before it served (exit code ${child.exitCode})`);
}

/** A port nobody listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
