import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import type { Io } from '../src/io.ts';
import { runCli } from '../src/run-cli.ts';
import { runTony } from '../src/tony/run-tony.ts';

export interface CapturedIo {
  io: Io;
  signals: EventEmitter;
  stdout(): string;
  stderr(): string;
  /** Exit codes asked for at once. */
  exits: number[];
}

/** A process that is not there: what is written is kept, time stands still unless moved. */
export function captureIo(change: Partial<Io> = {}): CapturedIo {
  const out: string[] = [];
  const err: string[] = [];
  const exits: number[] = [];
  const signals = new EventEmitter();
  return {
    signals,
    exits,
    stdout: () => out.join(''),
    stderr: () => err.join(''),
    io: {
      stdin: Readable.from([]),
      stdout: { write: (text) => out.push(text) },
      stderr: { write: (text) => err.push(text) },
      env: {},
      cwd: '/',
      userHome: '/nowhere',
      signals,
      now: () => Date.UTC(2026, 0, 15, 9),
      exitNow: (code) => void exits.push(code),
      ...change,
    },
  };
}

/** Runs a command line and gives back everything it did. */
export async function mosaic(argv: readonly string[], change: Partial<Io> = {}) {
  const captured = captureIo(change);
  const code = await runCli(argv, captured.io);
  return { code, stdout: captured.stdout(), stderr: captured.stderr() };
}

/** The same for a command line of `tony`. */
export async function tony(argv: readonly string[], change: Partial<Io> = {}) {
  const captured = captureIo(change);
  const code = await runTony(argv, captured.io);
  return { code, stdout: captured.stdout(), stderr: captured.stderr() };
}
