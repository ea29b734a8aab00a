import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFaultControl, type Fault } from './fault-control.ts';
import type { LedgerOptions } from './ledger-process.ts';
import { type JournalRecord, readJournal } from './read-journal.ts';

const program = join(import.meta.dirname, 'ledger-process.ts');
/** How often a recorded hub meets its fault, in milliseconds. */
const faultEveryMs = 20;

/** How the load of the ledger's hub is shaped; its store is a file in a home. */
export type Load = Omit<LedgerOptions, 'store'>;

/** Starts the ledger's hub below the shim. */
export function spawnLedger(
  home: string,
  load: Load,
  shim: string,
  files: { readonly journal?: string; readonly control?: string } = {},
): ChildProcess {
  mkdirSync(home, { recursive: true });
  const options: LedgerOptions = {
    ...load,
    store: { kind: 'sqlite', file: join(home, 'hub.sqlite') },
  };
  return spawn(process.execPath, [program, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH ?? '',
      NODE_COMPILE_CACHE: join(tmpdir(), 'mosaic-crash-compiled'),
      LD_PRELOAD: shim,
      CRASH_DIRECTORY: home,
      CRASH_PREFIX: 'hub.sqlite',
      ...(files.journal ? { CRASH_JOURNAL: files.journal } : {}),
      ...(files.control ? { CRASH_CONTROL: files.control } : {}),
    },
  });
}

/**
 * Lets the hub work until it ends its own life, and returns what reached its disk.
 *
 * @param fault happens again and again, and is over in between
 */
export async function recordLedger(
  home: string,
  load: Load,
  shim: string,
  fault?: Fault,
): Promise<JournalRecord[]> {
  const journal = join(home, 'journal');
  const control = createFaultControl(join(home, 'control'));
  const child = spawnLedger(home, load, shim, { journal, control: control.file });
  let timer: NodeJS.Timeout | undefined;
  child.stdout?.once('data', () => {
    if (fault) timer = setInterval(() => control.set(fault), faultEveryMs);
  });
  const complaint = await ended(child);
  clearInterval(timer);
  control.close();
  if (child.signalCode !== 'SIGKILL') throw new Error(`The hub ended by itself: ${complaint}`);
  return readJournal(readFileSync(journal));
}

/** Resolves with what it said on standard error. */
export function ended(child: ChildProcess): Promise<string> {
  let complaint = '';
  child.stderr?.on('data', (text) => {
    complaint += text;
  });
  child.stdout?.resume();
  return new Promise((resolve) => child.once('close', () => resolve(complaint)));
}
