import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { operations } from '@mosaic/contract';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestHub } from '../../test/test-hub.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mosaic-killed-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const program = join(import.meta.dirname, '../../test/write-until-killed.ts');
const homes = 4;
const livesPerHome = 5;

/** Lets one process write until it acknowledged so many, kills it, and returns what it acknowledged. */
function writeAndDie(home: string, life: number, acknowledgedMin: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_COMPILE_CACHE: join(directory, 'compiled') };
    const child = spawn(process.execPath, [program, home, String(life)], { env });
    let text = '';
    let complaint = '';
    child.stderr.on('data', (data) => {
      complaint += data;
    });
    child.stdout.on('data', (data) => {
      text += data;
      if (text.split('\n').length > acknowledgedMin) child.kill('SIGKILL');
    });
    child.on('close', (_code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`The writer ended by itself: ${complaint}`));
      else resolve(text.split('\n').slice(0, -1));
    });
  });
}

/** Several lives and deaths of one hub; tells how many writes were acknowledged. */
async function liveAndDie(home: string, seed: number): Promise<number> {
  const acknowledged: string[] = [];
  for (let life = 0; life < livesPerHome; life += 1) {
    const acknowledgedMin = 3 + (((life + seed * livesPerHome) * 37) % 50);
    acknowledged.push(...(await writeAndDie(home, life, acknowledgedMin)));
  }

  const hub = await openTestHub([], home);
  const rows = await hub.store.reader.selectFrom('agent').select('name').execute();
  const stored = new Set(rows.map(({ name }) => name));
  expect(acknowledged.filter((name) => !stored.has(name))).toEqual([]);

  const verdict = await hub.hub.system('test').call(operations.verifyAudit, {});
  expect(verdict).toMatchObject({ isIntact: true });
  // On a slow machine sessions of earlier lives lapse meanwhile, which is recorded as well.
  const records = await hub.store.reader
    .selectFrom('audit')
    .select('operation')
    .where('operation', '=', 'agent.register')
    .execute();
  expect(records).toHaveLength(stored.size);
  const events = await hub.store.reader
    .selectFrom('event')
    .select(['seq', 'type'])
    .orderBy('seq')
    .execute();
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.filter(({ type }) => type === 'agent.registered')).toHaveLength(stored.size);
  await hub.close();
  return acknowledged.length;
}

it(`loses no acknowledged write in ${homes * livesPerHome} kills, and the audit stays whole`, async () => {
  const counts = await Promise.all(
    Array.from({ length: homes }, (_, seed) => liveAndDie(join(directory, `home-${seed}`), seed)),
  );
  for (const count of counts) expect(count).toBeGreaterThanOrEqual(livesPerHome * 3);
}, 120_000);
