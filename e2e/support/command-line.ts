import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { freePort } from './shipped-hub.ts';

const program = fileURLToPath(new URL('../../packages/cli/bin/mosaic.mjs', import.meta.url));

/** How long something may take to come true, in milliseconds. */
const waitMsMax = 120_000;

/** A `mosaic` process that goes on. */
export interface Started {
  readonly child: ChildProcessWithoutNullStreams;
  readonly exit: Promise<number | null>;
  stdout(): string;
  stderr(): string;
}

/** The `mosaic` command on a home and a port of its own, as people run it. */
export interface CommandLine {
  readonly home: string;
  readonly port: number;
  readonly url: string;
  /** Starts a command; it is killed when the test ends. */
  start(argv: readonly string[]): Started;
  /** Runs a command to its end. */
  run(argv: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }>;
}

export async function commandLine(): Promise<CommandLine> {
  const home = mkdtempSync(join(tmpdir(), 'mosaic-e2e-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  const port = await freePort();
  const start = (argv: readonly string[]): Started => {
    const child = spawn(process.execPath, [program, ...argv], {
      stdio: 'pipe',
      env: { PATH: process.env.PATH, MOSAIC_HOME: home, MOSAIC_PORT: String(port) },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await exit;
    });
    return { child, exit, stdout: () => stdout, stderr: () => stderr };
  };
  return {
    home,
    port,
    url: `http://127.0.0.1:${port}`,
    start,
    async run(argv) {
      const { exit, stdout, stderr } = start(argv);
      return { code: await exit, stdout: stdout(), stderr: stderr() };
    },
  };
}

/** Waits until `isSo`; gives up when the process it depends on has ended. */
export async function waitFor(isSo: () => Promise<boolean>, { child, stderr }: Started) {
  const endMs = performance.now() + waitMsMax;
  while (!(await isSo().catch(() => false))) {
    if (child.exitCode !== null || performance.now() > endMs) {
      throw new Error(`It never came true (exit code ${child.exitCode}). It said:\n${stderr()}`);
    }
    await sleep(200);
  }
}
