import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import { createRandom } from '../../src/simulator/random.ts';
import { openStore } from '../../src/store/open-store.ts';
import {
  createDatabase,
  findPostgres,
  startPostgres,
  type ThrowAwayPostgres,
} from '../postgres.ts';
import { type Answers, checkLedger, createAnswers, expectKept } from './check-ledger.ts';
import { followAnswers } from './follow-answers.ts';
import type { LedgerOptions } from './ledger-process.ts';
import { ledgerMigrations } from './open-ledger-hub.ts';

const seed = Number(process.env.MOSAIC_SEED ?? Date.now() % 1_000_000_000);
const program = join(import.meta.dirname, 'ledger-process.ts');
/** Times each is killed. */
const kills = Number(process.env.MOSAIC_CRASH_KILLS ?? 4);

let server: ThrowAwayPostgres;
beforeAll(async () => {
  if (findPostgres() !== null) server = await startPostgres({ isDurable: true });
}, 60_000);
afterAll(() => server?.destroy());

interface Node {
  readonly answers: Answers;
  kill(): Promise<void>;
}

/** A node under load; the seed keeps the names of its commands apart from those of others. */
function startNode(url: string, nodeSeed: number): Node {
  const options: LedgerOptions = {
    store: { kind: 'postgres', url, readersMax: 2 },
    seed: nodeSeed,
    lanes: 3,
    lives: 1,
    commands: 1_000_000,
    pauseMs: 1,
  };
  const child: ChildProcess = spawn(process.execPath, [program, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH ?? '',
      NODE_COMPILE_CACHE: join(tmpdir(), 'mosaic-crash-compiled'),
    },
  });
  const answers = createAnswers();
  followAnswers(child, answers);
  const ended = new Promise((resolve) => child.once('close', resolve));
  return {
    answers,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function stored(node: Node, count: number): Promise<void> {
  const goal = node.answers.stored.size + count;
  for (const end = Date.now() + 30_000; node.answers.stored.size < goal; await pause(5)) {
    if (Date.now() > end) throw new Error(`${node.answers.stored.size} of ${goal} stored`);
  }
}

function print(line: string): void {
  process.stdout.write(`${line} (MOSAIC_SEED=${seed})\n`);
}

async function expectAllKept(url: string, told: readonly Answers[]): Promise<number> {
  const store = await openStore({ kind: 'postgres', url, readersMax: 2 }, ledgerMigrations);
  const all = createAnswers();
  for (const answers of told) {
    for (const name of answers.stored) all.stored.add(name);
    for (const name of answers.refused) all.refused.add(name);
  }
  try {
    expectKept(await checkLedger(store), all);
  } finally {
    await store.close();
  }
  return all.stored.size;
}

describe.skipIf(findPostgres() === null)('PostgreSQL under kill -9 (needs a server)', () => {
  it(
    'keeps what two nodes acknowledged when they are killed in turn',
    async () => {
      onTestFailed(() => print('Repeat'));
      const url = await createDatabase(server.url, 'killed_nodes');
      const random = createRandom(seed);
      const told: Answers[] = [];
      let nodes = [startNode(url, 1), startNode(url, 2)];
      for (let kill = 0; kill < kills; kill += 1) {
        await Promise.all(nodes.map((node) => stored(node, 5)));
        await pause(random.between(0, 150));
        const [victim, survivor] = nodes;
        await victim?.kill();
        if (victim) told.push(victim.answers);
        // The survivor goes on while the next one starts.
        if (survivor) await stored(survivor, 5);
        nodes = [...(survivor ? [survivor] : []), startNode(url, 3 + kill)];
      }
      await Promise.all(nodes.map((node) => node.kill()));
      const count = await expectAllKept(url, [...told, ...nodes.map(({ answers }) => answers)]);
      print(`PostgreSQL: ${kills + 2} nodes killed, ${count} commands acknowledged, none lost`);
    },
    60_000 + kills * 15_000,
  );

  it(
    'keeps what was acknowledged when the server is killed, and its nodes go on by themselves',
    async () => {
      onTestFailed(() => print('Repeat'));
      const url = await createDatabase(server.url, 'killed_server');
      const random = createRandom(seed + 1);
      const nodes = [startNode(url, 1), startNode(url, 2)];
      try {
        for (let kill = 0; kill < kills; kill += 1) {
          await Promise.all(nodes.map((node) => stored(node, 10)));
          await pause(random.between(0, 150));
          await server.kill();
          await pause(random.between(0, 300));
          await server.start();
        }
        await Promise.all(nodes.map((node) => stored(node, 10)));
      } finally {
        await Promise.all(nodes.map((node) => node.kill()));
      }
      const told = nodes.map(({ answers }) => answers);
      const count = await expectAllKept(url, told);
      for (const { complaints } of told) {
        for (const complaint of complaints) expect(complaint).toMatch(/^unavailable /);
      }
      const unknown = told.reduce((sum, answers) => sum + answers.unknown.size, 0);
      print(
        `PostgreSQL: server killed ${kills} times, ${count} commands acknowledged, none lost, ${unknown} told as unknown`,
      );
    },
    60_000 + kills * 15_000,
  );
});
