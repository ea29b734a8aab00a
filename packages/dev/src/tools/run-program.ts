import { spawn } from 'node:child_process';

export interface ProgramOptions {
  file: string;
  args: readonly string[];
  cwd: string;
  /** The whole environment of the program; nothing is inherited. */
  env: Readonly<Record<string, string>>;
  timeoutMs: number;
  /** Bytes of output, per stream, after which the program is ended. */
  outputBytesMax: number;
  signal?: AbortSignal | undefined;
}

export interface ProgramResult {
  /** `missing`: it could not be started; the other three beside `exited` ended it early. */
  outcome: 'exited' | 'missing' | 'timeout' | 'flood' | 'aborted';
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs a program to its end without a shell and without input, and never throws.
 *
 * The program leads its own process group, so whatever it started ends with it.
 */
export function runProgram(options: ProgramOptions): Promise<ProgramResult> {
  const { file, args, cwd, env, timeoutMs, outputBytesMax, signal } = options;
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve({ outcome: 'aborted', exitCode: null, stdout: '', stderr: '' });
      return;
    }
    const child = spawn(file, [...args], {
      cwd,
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let outcome: ProgramResult['outcome'] = 'exited';
    const end = (reason: ProgramResult['outcome']) => {
      if (outcome === 'exited') outcome = reason;
      if (child.pid !== undefined) killGroup(child.pid);
    };
    const stdout = collect(child.stdout, outputBytesMax, () => end('flood'));
    const stderr = collect(child.stderr, outputBytesMax, () => end('flood'));
    const timer = setTimeout(() => end('timeout'), timeoutMs);
    const onAbort = () => end('aborted');
    signal?.addEventListener('abort', onAbort, { once: true });
    const settle = (exitCode: number | null) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      resolve({ outcome, exitCode, stdout: stdout(), stderr: stderr() });
    };
    child.once('error', () => {
      outcome = 'missing';
      settle(null);
    });
    child.once('close', (code) => settle(code));
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is already gone.
  }
}

function collect(
  stream: NodeJS.ReadableStream,
  bytesMax: number,
  onFlood: () => void,
): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    if (bytes + chunk.length > bytesMax) {
      onFlood();
      return;
    }
    bytes += chunk.length;
    chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}
