import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { buildShim, hasCompiler, type Shim } from './build-shim.ts';
import { type Answers, checkLedger, createAnswers, expectKept } from './check-ledger.ts';
import { createFaultControl, type Fault } from './fault-control.ts';
import { followAnswers } from './follow-answers.ts';
import { ledgerMigrations } from './open-ledger-hub.ts';
import { spawnLedger } from './run-ledger.ts';

/** Longest wait for answers, in milliseconds. */
const waitMsMax = 15_000;

let directory: string;
let shim: Shim;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mosaic-trouble-'));
  if (hasCompiler) shim = buildShim();
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
  shim?.remove();
});

/** Waits until so many more commands were answered that way. */
async function more(answers: Answers, how: 'stored' | 'complaints', count: number): Promise<void> {
  const size = () => (how === 'stored' ? answers.stored.size : refusals(answers));
  const goal = size() + count;
  for (const end = Date.now() + waitMsMax; size() < goal; await pause(5)) {
    if (Date.now() > end) throw new Error(`${size()} of ${goal} commands ended as ${how}`);
  }
}

function refusals({ refused, unknown }: Answers): number {
  return refused.size + unknown.size;
}

const troubles: readonly (readonly [string, Fault, RegExp])[] = [
  ['a full disk', { calls: ['write'], error: 'ENOSPC', skip: 7 }, /full/],
  [
    'a disk that fills up in the middle of a write',
    { calls: ['write'], error: 'ENOSPC', isPartial: true, skip: 4 },
    /full/,
  ],
  ['a disk that fails to write', { calls: ['write'], error: 'EIO', skip: 3 }, /disk/],
  ['a disk that fails to sync', { calls: ['sync'], error: 'EIO' }, /disk/],
  [
    'a file system that was made read-only',
    { calls: ['write', 'open', 'truncate', 'unlink'], error: 'EROFS' },
    /disk|written/,
  ],
];

describe.skipIf(!hasCompiler)('trouble with the disk (needs a C compiler)', () => {
  it.each(troubles)(
    'refuses cleanly on %s and goes on when it is over',
    async (_, fault, words) => {
      const home = mkdtempSync(join(directory, 'home-'));
      const control = createFaultControl(join(home, 'control'));
      const load = { seed: 1, lanes: 3, lives: 1, commands: 1_000_000, pauseMs: 1 };
      const child = spawnLedger(home, load, shim.path, { control: control.file });
      const answers = createAnswers();
      followAnswers(child, answers);
      const ended = new Promise((resolve) => child.once('close', resolve));
      try {
        await more(answers, 'stored', 20);
        for (let round = 0; round < 3; round += 1) {
          control.set(fault);
          await more(answers, 'complaints', 5);
          control.clear();
          // The same process, without a restart.
          await more(answers, 'stored', 20);
        }
      } finally {
        child.kill('SIGKILL');
        await ended;
      }
      expect(control.failed()).toBeGreaterThan(3);
      control.close();
      for (const complaint of answers.complaints) {
        expect(complaint).toMatch(/^unavailable /);
        expect(complaint).toMatch(words);
      }
      const choice = { kind: 'sqlite', file: join(home, 'hub.sqlite') } as const;
      const store = await openStore(choice, ledgerMigrations);
      expectKept(await checkLedger(store), answers);
      await store.close();
    },
  );
});
