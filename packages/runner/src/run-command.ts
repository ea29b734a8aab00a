import { join } from 'node:path';
import {
  type Exit,
  type OutputStream,
  type ProcessRequest,
  type RunningProcess,
  startProcess,
} from '@mosaic/sandbox';
import { commandEnvironment } from './command-environment.ts';
import { limits } from './limits.ts';
import type { RunContext } from './run-context.ts';

export interface CommandOptions {
  argv: readonly string[];
  /** Work tree the command runs in; the only thing it may write to. */
  directory: string;
  timeoutMs: number;
  /** Further directories it may read. */
  readable?: readonly string[];
  silenceMs?: number | null;
  egress: { readonly socketPath: string } | null;
  env?: Readonly<Record<string, string>>;
  stdin?: ProcessRequest['stdin'];
  stdout?: 'pipe';
  onOutput?: (chunk: string, stream: OutputStream) => void;
}

/** Starts a command of a run inside its sandbox and limits. */
export async function startCommand(
  context: RunContext,
  command: CommandOptions,
): Promise<RunningProcess> {
  const { tools } = context.options;
  const isSandboxed = context.sandbox === 'bubblewrap';
  return startProcess({
    argv: command.argv,
    cwd: command.directory,
    env: { ...commandEnvironment(context, command.directory), ...command.env },
    sandbox: context.sandbox,
    readable: [...tools.readable, ...(command.readable ?? [])],
    writable: [command.directory],
    lent: isSandboxed ? lentPaths(context, command.directory) : [],
    egress: command.egress,
    marker: context.runId,
    limits: {
      timeoutMs: command.timeoutMs,
      silenceMs: command.silenceMs ?? null,
      outputBytesMax: limits.outputBytesMax,
      diskBytesMax: limits.diskBytesMax,
      memoryBytesMax: limits.memoryBytesMax,
      processesMax: limits.processesMax,
      openFilesMax: limits.openFilesMax,
    },
    ...(command.stdin === undefined ? {} : { stdin: command.stdin }),
    ...(command.stdout === undefined ? {} : { stdout: command.stdout }),
    ...(command.onOutput === undefined ? {} : { onOutput: command.onOutput }),
  });
}

/** Runs a command to its end; an aborted run stops it. */
export async function runCommand(context: RunContext, command: CommandOptions): Promise<Exit> {
  const running = await startCommand(context, command);
  const stop = () => void running.stop();
  if (context.signal.aborted) stop();
  context.signal.addEventListener('abort', stop, { once: true });
  try {
    return await running.done;
  } finally {
    context.signal.removeEventListener('abort', stop);
  }
}

/** What the project lends read-only, such as its installed dependencies. */
function lentPaths(context: RunContext, directory: string) {
  return context.project.lentPaths.map((path) => ({
    from: join(context.project.path, path),
    to: join(directory, path),
  }));
}
