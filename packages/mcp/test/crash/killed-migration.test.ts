import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import { createRandom } from '../../src/simulator/random.ts';
import { openStore, type StoreChoice } from '../../src/store/open-store.ts';
import { openRawStore } from '../../src/store/transfer/open-raw-store.ts';
import {
  createDatabase,
  findPostgres,
  startPostgres,
  type ThrowAwayPostgres,
} from '../postgres.ts';
import { rowsOfStep, slowMigrations } from './slow-migrations.ts';

const seed = Number(process.env.MOSAIC_SEED ?? Date.now() % 1_000_000_000);
const program = join(import.meta.dirname, 'slow-migrations.ts');
const killsMax = 6;

let directory: string;
let server: ThrowAwayPostgres | null = null;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'mosaic-migrations-'));
  if (findPostgres() !== null) server = await startPostgres();
}, 60_000);
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await server?.destroy();
});

/** Migrates and is killed after so long; tells whether it was faster than that. */
async function migrateAndDie(choice: StoreChoice, lifeMs: number): Promise<boolean> {
  const child = spawn(process.execPath, [program, JSON.stringify(choice)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let said = '';
  const begun = new Promise<void>((resolve) => {
    child.stdout.on('data', (text) => {
      said += text;
      resolve();
    });
  });
  await begun;
  await pause(lifeMs);
  child.kill('SIGKILL');
  await ended;
  return said.includes('done');
}

/** Every recorded step is there as a whole, and nothing of a step that is not recorded. */
async function appliedSteps(choice: StoreChoice): Promise<number> {
  const store = await openRawStore(choice, { use: 'create' });
  const applied = await store.appliedMigrations();
  const tables = await store.tables();
  expect(tables.map(({ name }) => name)).toEqual(
    applied.map((name) => `slow_${name.slice(0, 4)}`).sort(),
  );
  for (const { name } of tables) expect(await store.count(name)).toBe(rowsOfStep);
  await store.close();
  return applied.length;
}

async function killOnAndOn(choice: StoreChoice): Promise<number> {
  const random = createRandom(seed);
  let kills = 0;
  for (; kills < killsMax; kills += 1) {
    // Later and later, so that a machine too slow for a step in 250 ms gets done as well.
    const isDone = await migrateAndDie(choice, random.between(20, 250 + 25 * kills));
    await appliedSteps(choice);
    if (isDone) break;
  }
  const store = await openStore(choice, slowMigrations);
  await store.close();
  expect(await appliedSteps(choice)).toBe(slowMigrations.length);
  return kills;
}

function tellSeed(): void {
  process.stdout.write(`Repeat with MOSAIC_SEED=${seed}\n`);
}

describe('a migration that is killed', () => {
  it('goes on with the first step that is not recorded, on SQLite', async () => {
    onTestFailed(tellSeed);
    const kills = await killOnAndOn({ kind: 'sqlite', file: join(directory, 'slow.sqlite') });
    expect(kills).toBeGreaterThan(1);
  }, 120_000);

  it.skipIf(findPostgres() === null)(
    'does so on PostgreSQL',
    async () => {
      onTestFailed(tellSeed);
      const url = await createDatabase(server?.url ?? '', 'slow');
      expect(await killOnAndOn({ kind: 'postgres', url })).toBeGreaterThan(1);
    },
    120_000,
  );
});
