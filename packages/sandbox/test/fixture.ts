import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  detectSandbox,
  type Exit,
  type ProcessLimits,
  type ProcessRequest,
  startProcess,
} from '../src/index.ts';

const sandbox = await detectSandbox();

/** Why tests of the sandbox can't run here; empty where they do. Belongs in their names. */
export const missing = sandbox.kind === 'none' ? ` (SKIPPED: ${sandbox.reason})` : '';

export const limits: ProcessLimits = {
  timeoutMs: 15_000,
  silenceMs: null,
  outputBytesMax: 1_000_000,
  diskBytesMax: 50_000_000,
  memoryBytesMax: 1_000_000_000,
  processesMax: 40,
  openFilesMax: 512,
};

export const node = realpathSync(process.execPath);

export function temporaryDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'mosaic-sb-')));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export function request(
  argv: readonly string[],
  more: Partial<ProcessRequest> & { cwd: string },
): ProcessRequest {
  return {
    argv,
    env: { LANG: 'C' },
    sandbox: 'bubblewrap',
    readable: [node],
    writable: [more.cwd],
    lent: [],
    egress: null,
    limits,
    marker: 'mosaic-test',
    ...more,
  };
}

export interface Ran extends Exit {
  output: string;
}

/** Runs a command to its end. */
export async function run(
  argv: readonly string[],
  more: Partial<ProcessRequest> & { cwd: string },
): Promise<Ran> {
  let output = '';
  const running = await startProcess(
    request(argv, {
      onOutput: (chunk) => {
        output += chunk;
      },
      ...more,
    }),
  );
  return { ...(await running.done), output };
}

/** Runs a script of `sh`. */
export function shell(script: string, more: Partial<ProcessRequest> & { cwd: string }) {
  return run(['/bin/sh', '-c', script], more);
}

/** Runs a program text with Node. */
export function program(text: string, more: Partial<ProcessRequest> & { cwd: string }) {
  return run([node, '--input-type=module', '-e', text], more);
}
