import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { promisify } from 'node:util';
import { bubblewrapArguments } from './bubblewrap-arguments.ts';
import { limits } from './limits.ts';

const run = promisify(execFile);

export type Sandbox =
  | { readonly kind: 'bubblewrap'; readonly version: string; readonly path: string }
  | { readonly kind: 'none'; readonly reason: string };

/** Where a system keeps bubblewrap. A search path could lead to a program of an agent. */
const places = [
  '/usr/bin/bwrap',
  '/usr/local/bin/bwrap',
  '/bin/bwrap',
  '/run/current-system/sw/bin/bwrap',
];

/** Finds out whether commands can be sandboxed here, by doing it. */
export async function detectSandbox(): Promise<Sandbox> {
  if (process.platform !== 'linux') {
    return { kind: 'none', reason: `There is no sandbox for ${process.platform}; Linux has one.` };
  }
  const path = await bubblewrapPath();
  if (!path) {
    return {
      kind: 'none',
      reason: 'bubblewrap is not installed. Install the package "bubblewrap".',
    };
  }
  const options = { env: {}, timeout: limits.detectMs };
  const nothing = { readable: [], writable: [], lent: [], egress: null, cwd: '/' };
  const size = { timeoutMs: 1, silenceMs: null, outputBytesMax: 1, diskBytesMax: 65_536 };
  const all = { ...size, memoryBytesMax: 1, processesMax: 1, openFilesMax: 1 };
  try {
    const { stdout } = await run(path, ['--version'], options);
    const profile = bubblewrapArguments({ ...nothing, limits: all }, {});
    await run(path, [...profile, '/bin/sh', '-c', 'exit 0'], options);
    return { kind: 'bubblewrap', version: stdout.trim().replace(/^bubblewrap /, ''), path };
  } catch (error) {
    const told = String(error instanceof Error ? error.message : error).slice(-500);
    return {
      kind: 'none',
      reason: `bubblewrap is installed but does not work here (version 0.8 and user namespaces are needed): ${told}`,
    };
  }
}

export async function bubblewrapPath(): Promise<string | null> {
  for (const path of places) {
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return null;
}
