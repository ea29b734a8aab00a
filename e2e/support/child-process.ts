import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How long a process may take to say that it is ready, in milliseconds. */
const readyMsMax = 60_000;

/** A process of the product that may be killed at any moment. */
export interface ProductProcess {
  /** What it printed first. */
  readonly ready: Record<string, string>;
  /** Everything it said on standard error, its end if there is much. */
  errors(): string;
  /** Ends it without a warning, as a power cut would. */
  kill(): Promise<void>;
  /** Asks it to end. */
  stop(): Promise<void>;
}

/** Starts a program beside this file and waits for its first line, one JSON value. */
export async function startProductProcess(
  program: 'hub-process.ts' | 'runner-process.ts',
  options: object,
): Promise<ProductProcess> {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const child = spawn(process.execPath, [path, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      LANG: 'C.UTF-8',
      NODE_COMPILE_CACHE: join(tmpdir(), 'mosaic-e2e-compiled'),
    },
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-200_000);
  });
  const isGone = once(child, 'exit');
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await isGone;
  };
  try {
    const ready = await firstLine(child);
    return {
      ready,
      errors: () => errors,
      kill: () => end('SIGKILL'),
      stop: () => end('SIGTERM'),
    };
  } catch (cause) {
    await end('SIGKILL');
    throw new Error(`${program} did not get ready: ${errors}`, { cause });
  }
}

async function firstLine(child: ChildProcess): Promise<Record<string, string>> {
  const { promise, resolve, reject } = Promise.withResolvers<Record<string, string>>();
  let text = '';
  const timer = setTimeout(() => reject(new Error('too slow')), readyMsMax);
  child.once('exit', (code) => reject(new Error(`exit ${code}`)));
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (text.includes('\n')) resolve(JSON.parse(text.slice(0, text.indexOf('\n'))));
  });
  return promise.finally(() => clearTimeout(timer));
}
