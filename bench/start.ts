import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBenchHub } from './hub.ts';
import { type Row, row } from './row.ts';
import { withScratch } from './scratch.ts';
import { seedTasks } from './seed-tasks.ts';
import { median } from './statistics.ts';

const program = fileURLToPath(new URL('../packages/cli/bin/mosaic.mjs', import.meta.url));
const starts = 5;
const pollMs = 10;
const readyMsMax = 30_000;

/** From spawning `mosaic up` until `/ready` answers 200: what a person waits for. */
export function benchStart(): Promise<Row[]> {
  return withScratch(async (folder) => {
    const rows: Row[] = [];
    for (const tasks of [0, 100_000]) {
      const samples: number[] = [];
      for (let index = 0; index < starts; index += 1) {
        // An empty home is new each time, so that making it is part of the start.
        const home = join(folder, tasks === 0 ? `empty-${index}` : 'full');
        mkdirSync(home, { recursive: true });
        if (tasks > 0 && index === 0) await fill(home, tasks);
        samples.push(await startMs(home));
      }
      rows.push(
        row({
          name: tasks === 0 ? 'empty home' : `${tasks.toLocaleString('en')} tasks`,
          metric: 'start, median of 5',
          unit: 'ms',
          ours: median(samples),
          target: { atMost: 2_000 },
        }),
      );
    }
    return rows;
  });
}

async function fill(home: string, tasks: number): Promise<void> {
  const hub = await openBenchHub(home);
  await seedTasks(hub, tasks);
  await hub.close();
}

async function startMs(home: string): Promise<number> {
  const port = await freePort();
  const startedMs = performance.now();
  const child = spawn(process.execPath, [program, 'up', '--home', home, '--port', String(port)], {
    stdio: 'ignore',
  });
  try {
    for (;;) {
      const isReady = await fetch(`http://127.0.0.1:${port}/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      const tookMs = performance.now() - startedMs;
      if (isReady) return tookMs;
      if (tookMs > readyMsMax || child.exitCode !== null)
        throw new Error('The hub never was ready');
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  } finally {
    await end(child);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const place = server.address();
      const port = typeof place === 'object' && place !== null ? place.port : 0;
      server.close(() => resolve(port));
    });
  });
}
