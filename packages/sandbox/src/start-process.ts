import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { constants } from 'node:os';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import { MosaicError } from '@mosaic/contract';
import { bubblewrapArguments, sandboxHome } from './bubblewrap-arguments.ts';
import { checkRequest } from './check-request.ts';
import { type ControlGroup, createControlGroup, joinControlGroup } from './control-group.ts';
import { bubblewrapPath } from './detect-sandbox.ts';
import { directorySize } from './directory-size.ts';
import {
  adoptInit,
  askFamily,
  endFamily,
  killFamily,
  type ProcessFamily,
  processFamily,
} from './end-processes.ts';
import { launchCommand } from './launch-command.ts';
import { limits } from './limits.ts';
import type { EndedBy, Exit, ProcessRequest, RunningProcess } from './process-request.ts';
import { markerVariable } from './process-table.ts';
import { seccompFilter } from './seccomp-filter.ts';
import { type Watch, watchLimits } from './watch-limits.ts';

/** These give the command no time to end by itself: it would go on breaking the limit. */
const atOnce: ReadonlySet<EndedBy> = new Set([
  'flood',
  'disk_quota',
  'memory_limit',
  'process_limit',
]);

/**
 * Starts a command that can't outlive, outgrow or outreach what the request allows.
 *
 * `invalid_input` for a request that is not safe, `precondition_failed` without bubblewrap.
 * In a sandbox everything also dies with us, even by `kill -9`; without one see `sweepOrphans`.
 */
export async function startProcess(request: ProcessRequest): Promise<RunningProcess> {
  await checkRequest(request);
  const diskBytesBefore = await directorySize(request.writable);
  const marker = `${request.marker}:${randomUUID()}`;
  const startedAt = performance.now();
  const group = await createControlGroup(request.limits);
  const child = await launch(request, marker, group);
  const { pid } = child;
  if (pid === undefined) {
    await group?.remove();
    const [error] = await new Promise<Error[]>((resolve) =>
      child.once('error', (e) => resolve([e])),
    );
    throw new MosaicError('precondition_failed', `${request.argv[0]} could not be started.`, {
      cause: error,
    });
  }
  const family = processFamily(pid, marker);
  let endedBy: EndedBy | null = null;
  const end = (by: EndedBy) => {
    if (endedBy) return;
    endedBy = by;
    if (atOnce.has(by)) return killFamily(family);
    askFamily(family);
    setTimeout(() => family.isRunning && killFamily(family), limits.graceMs).unref();
  };
  const watch = watchLimits(request, family, diskBytesBefore, end);
  const errors = { text: '' };
  const stdout = readOutput(child, request, watch, errors);
  const status = request.sandbox === 'bubblewrap' ? readStatus(child.stdio[4], family) : null;
  const done = (async (): Promise<Exit> => {
    const { code, signal } = await finished(child, family, watch).finally(() => group?.remove());
    const isSetUp = status === null || endedBy !== null || (await status).includes('"exit-code"');
    if (!isSetUp && signal === null) throw notSetUp(errors.text);
    return {
      exitCode: code,
      signal,
      endedBy: endedBy ?? endOf(code, signal),
      durationMs: Math.round(performance.now() - startedAt),
      outputBytes: watch.outputBytes(),
    };
  })();
  // Whoever does not wait for the end must not be surprised by it.
  done.catch(() => {});
  return {
    pid,
    stdin: request.stdin === 'pipe' ? child.stdin : null,
    stdout,
    done,
    stop() {
      end('stopped');
      return done;
    },
  };
}

async function launch(
  request: ProcessRequest,
  marker: string,
  group: ControlGroup | null,
): Promise<ChildProcess> {
  const command = launchCommand(request);
  const input = request.stdin === undefined ? 'ignore' : 'pipe';
  const env = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    // Bash takes a socket as input for a remote login, and then reads the user's start files.
    SHLVL: '1',
    ...request.env,
    [markerVariable]: marker,
  };
  let child: ChildProcess;
  if (request.sandbox === 'bubblewrap') {
    const path = await bubblewrapPath();
    if (!path) {
      throw new MosaicError('precondition_failed', 'bubblewrap is not installed. Install it.');
    }
    const filter = seccompFilter(process.arch);
    const seccomp = filter ? ['--seccomp', '5'] : [];
    const inside = { HOME: sandboxHome, TMPDIR: '/tmp', ...env };
    // Arguments go through a pipe: what is on the command line, every user of the host can read.
    const sandboxed = [path, '--args', '3', '--json-status-fd', '4', ...seccomp, ...command];
    const [file = '', ...args] = joinControlGroup(group, sandboxed);
    child = spawn(file, args, {
      cwd: '/',
      env: {},
      detached: true,
      stdio: [input, 'pipe', 'pipe', 'pipe', 'pipe', ...(filter ? ['pipe' as const] : [])],
    });
    const pipes: readonly (Readable | Writable | null | undefined)[] = child.stdio;
    if (filter) write(pipes[5], filter);
    write(child.stdio[3], bubblewrapArguments(request, inside).join('\0'));
  } else {
    const [file = '', ...args] = joinControlGroup(group, command);
    const options = { cwd: request.cwd, env, detached: true } as const;
    child = spawn(file, args, { ...options, stdio: [input, 'pipe', 'pipe'] });
  }
  // A command that does not read its input is no failure of ours.
  child.stdin?.on('error', () => {});
  if (request.stdin !== undefined && request.stdin !== 'pipe') {
    child.stdin?.end(typeof request.stdin === 'string' ? request.stdin : request.stdin.text);
  }
  return child;
}

function readOutput(
  child: ChildProcess,
  request: ProcessRequest,
  watch: Watch,
  errors: { text: string },
): Readable | null {
  const copy = request.stdout === 'pipe' ? new PassThrough() : null;
  for (const name of ['stdout', 'stderr'] as const) {
    const decoder = new StringDecoder('utf8');
    const tell = (text: string) => {
      if (name === 'stderr') errors.text = (errors.text + text).slice(-limits.errorCharsMax);
      if (text !== '') request.onOutput?.(text, name);
    };
    child[name]?.on('data', (chunk: Buffer) => {
      const isFlood = watch.outputBytes() + chunk.length > request.limits.outputBytesMax;
      watch.heard(chunk.length);
      if (isFlood) return;
      tell(decoder.write(chunk));
      if (name === 'stdout') copy?.write(chunk);
    });
    child[name]?.on('end', () => tell(decoder.end()));
    child[name]?.on('error', () => {});
  }
  child.on('close', () => copy?.end());
  return copy;
}

/** Waits for the command, then ends and waits for everything that it left running. */
async function finished(
  child: ChildProcess,
  family: ProcessFamily,
  watch: Watch,
): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ended = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>(
    (resolve) => child.once('exit', (code, signal) => resolve({ code, signal })),
  );
  watch.end();
  const left = await endFamily(family);
  await Promise.race([closed, sleep(limits.drainMsMax, undefined, { ref: false })]);
  for (const stream of child.stdio) stream?.destroy();
  if (left > 0) {
    throw new MosaicError('internal', `${left} processes could not be ended; the system is stuck.`);
  }
  return ended;
}

/** A file beyond the size limit ends its writer with SIGXFSZ, which a shell reports as a code. */
function endOf(code: number | null, signal: NodeJS.Signals | null): EndedBy {
  if (signal === 'SIGXFSZ' || code === 128 + constants.signals.SIGXFSZ) return 'disk_quota';
  return signal === null ? 'exit' : 'signal';
}

/**
 * What bubblewrap reports: first the process that everything else in the sandbox descends from,
 * and at the end, only if the command ran, its exit code.
 */
async function readStatus(
  stream: Readable | Writable | null | undefined,
  family: ProcessFamily,
): Promise<string> {
  let text = '';
  if (!stream || !('read' in stream)) return text;
  try {
    for await (const chunk of stream) {
      text += chunk;
      const pid = /"child-pid": (\d+)/.exec(text)?.[1];
      if (pid !== undefined && !family.init) adoptInit(family, Number(pid));
    }
  } catch {
    // The process is gone; what came is what there is.
  }
  return text;
}

function write(stream: Readable | Writable | null | undefined, text: string | Buffer): void {
  if (!stream || !('write' in stream)) return;
  stream.on('error', () => {});
  stream.end(text);
}

function notSetUp(told: string): MosaicError {
  return new MosaicError(
    'unavailable',
    `The sandbox could not be set up, so the command did not run: ${told.trim() || 'no message'}`,
  );
}
