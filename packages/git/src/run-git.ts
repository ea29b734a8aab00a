import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { MosaicError } from '@mosaic/contract';
import { limits } from './limits.ts';
import { plainText } from './plain-text.ts';

/** Where and how one git command runs. */
export interface GitOptions {
  /** Repository directory (`GIT_DIR`); without it git looks for one from `cwd` upwards. */
  readonly gitDir?: string;
  /** Work tree that belongs to `gitDir`. */
  readonly workTree?: string;
  readonly cwd?: string;
  /** Written to standard input; or `inputFile`, a file to read from. */
  readonly input?: string | Uint8Array;
  readonly inputFile?: string;
  /** New file that receives standard output instead of memory. */
  readonly outputFile?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Configuration for this command only. */
  readonly config?: readonly (readonly [key: string, value: string])[];
  readonly maxOutput?: number;
  readonly timeoutMs?: number;
  /** Exit codes that are an answer, not a failure. Default: 0. */
  readonly okExits?: readonly number[];
}

export interface GitResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly bytes: Buffer;
  readonly stderr: string;
}

/**
 * The whole environment of every git process; nothing is inherited.
 *
 * No configuration but the repository's own, no prompt, editor, pager, transport
 * or replaced object. Paths are literal, so that a file named `:(top)` is just a file.
 */
const environment: Readonly<Record<string, string>> = {
  PATH: '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin:/run/current-system/sw/bin',
  HOME: '/nonexistent',
  XDG_CONFIG_HOME: '/nonexistent',
  LC_ALL: 'C',
  TZ: 'UTC',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_EDITOR: 'false',
  GIT_PAGER: 'cat',
  GIT_ASKPASS: 'false',
  GIT_SSH_COMMAND: 'false',
  GIT_AUTHOR_NAME: 'MosAIc',
  GIT_AUTHOR_EMAIL: 'mosaic@localhost',
  GIT_COMMITTER_NAME: 'MosAIc',
  GIT_COMMITTER_EMAIL: 'mosaic@localhost',
};

/** Wins over the repository's own configuration. */
const configuration: readonly (readonly [string, string])[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.untrackedCache', 'false'],
  ['core.attributesFile', '/dev/null'],
  ['core.excludesFile', '/dev/null'],
  ['core.quotePath', 'false'],
  ['core.bigFileThreshold', '16m'],
  ['protocol.allow', 'never'],
  ['submodule.recurse', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['transfer.fsckObjects', 'true'],
  ['commit.gpgSign', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['pack.threads', '1'],
  ['advice.detachedHead', 'false'],
  // Ownership says nothing here: which directories git may open is decided by the callers.
  ['safe.directory', '*'],
];

/**
 * Runs git, without a shell, in an environment that depends on nothing outside.
 *
 * The only place that starts git. Throws `MosaicError`: `precondition_failed` when git or the
 * directory is missing, `unavailable` on timeout, `too_large` when the output exceeds
 * `maxOutput` bytes, `internal` on an exit code that is not in `okExits`.
 */
export async function runGit(
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitResult> {
  const input = options.inputFile === undefined ? null : openSync(options.inputFile, 'r');
  const output = options.outputFile === undefined ? null : openSync(options.outputFile, 'wx');
  try {
    const result = await collect(args, options, input, output);
    if ((options.okExits ?? [0]).includes(result.exitCode)) return result;
    const told = plainText(result.stderr.trim()).slice(0, limits.errorCharsMax);
    throw new MosaicError(
      'internal',
      `git ${args[0]} failed (exit ${result.exitCode}): ${told || 'no message'}`,
      { details: { exitCode: result.exitCode } },
    );
  } finally {
    if (input !== null) closeSync(input);
    if (output !== null) closeSync(output);
  }
}

function collect(
  args: readonly string[],
  options: GitOptions,
  inputFile: number | null,
  outputFile: number | null,
): Promise<GitResult> {
  const { promise, resolve, reject } = Promise.withResolvers<GitResult>();
  const child = spawn('git', args, {
    cwd: options.cwd ?? options.workTree ?? options.gitDir ?? '/',
    env: variables(options),
    stdio: [inputFile ?? 'pipe', outputFile ?? 'pipe', 'pipe'],
    detached: true,
  });
  const maxOutput = options.maxOutput ?? limits.outputBytesMax;
  const out: Buffer[] = [];
  let outBytes = 0;
  let err = '';
  let failure: MosaicError | null = null;

  const end = (error: MosaicError) => {
    failure ??= error;
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Already gone.
    }
  };
  const timeoutMs = options.timeoutMs ?? limits.commandTimeoutMs;
  const timer = setTimeout(
    () => end(new MosaicError('unavailable', `git ${args[0]} took more than ${timeoutMs} ms.`)),
    timeoutMs,
  );
  child.stdout?.on('data', (chunk: Buffer) => {
    outBytes += chunk.length;
    if (outBytes <= maxOutput) out.push(chunk);
    else end(new MosaicError('too_large', `git ${args[0]} printed more than ${maxOutput} bytes.`));
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    if (err.length < 16_384) err += chunk.toString('utf8');
  });
  // git may end before it has read everything; its exit code tells what happened.
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.input ?? '');
  child.on('error', (error) => {
    clearTimeout(timer);
    reject(notStarted(error, options));
  });
  child.on('close', (code, signal) => {
    clearTimeout(timer);
    if (failure) return reject(failure);
    const bytes = Buffer.concat(out);
    const stderr = signal === null ? err : `${err}\nended by ${signal}`;
    resolve({ exitCode: code ?? 255, stdout: bytes.toString('utf8'), bytes, stderr });
  });
  return promise;
}

function variables(options: GitOptions): Record<string, string> {
  const all = [...configuration, ...(options.config ?? [])];
  const env: Record<string, string> = {
    ...environment,
    ...options.env,
    GIT_CONFIG_COUNT: String(all.length),
  };
  for (const [index, [key, value]] of all.entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  for (const [name, path] of [
    ['GIT_DIR', options.gitDir],
    ['GIT_WORK_TREE', options.workTree],
  ] as const) {
    if (path === undefined) continue;
    if (!isAbsolute(path)) throw new MosaicError('internal', `${name} must be an absolute path.`);
    env[name] = path;
  }
  return env;
}

function notStarted(error: Error, options: GitOptions): MosaicError {
  const place = options.cwd ?? options.workTree ?? options.gitDir ?? '/';
  return new MosaicError(
    'precondition_failed',
    `git could not be started in ${place}: install git 2.38 or newer, and check that the directory exists.`,
    { cause: error },
  );
}
