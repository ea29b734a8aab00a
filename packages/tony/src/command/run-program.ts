import type { RunFailure } from '@mosaic/contract';
import { limits } from '../limits.ts';
import { failureOfExit, failureOfHost, runFailure } from '../run-failure.ts';
import type { HostExit, HostProcess, RuntimeHost } from '../runtime.ts';
import { LineTooLong, splitLines } from '../split-lines.ts';
import { createTurnText } from '../turn-text.ts';

export interface ProgramRequest {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly input: string;
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface ProgramEnd {
  /** End of what it printed on standard output. */
  readonly text: string;
  /** Null when it exited with 0. */
  readonly failure: RunFailure | null;
  readonly isCancelled: boolean;
}

/** Runs a program to its end: input in, lines out. Never rejects. */
export async function runProgram(host: RuntimeHost, request: ProgramRequest): Promise<ProgramEnd> {
  const program = request.argv[0] ?? '';
  const text = createTurnText();
  let running: HostProcess;
  try {
    running = await host.spawn(request.argv, { stdin: 'pipe', env: request.env });
  } catch (error) {
    return { text: '', failure: failureOfHost(program, error), isCancelled: false };
  }
  const stop = () => void running.stop().catch(() => {});
  if (request.signal.aborted) stop();
  request.signal.addEventListener('abort', stop, { once: true });
  // A program that does not read its input is no failure of ours.
  running.stdin.on('error', () => {});
  running.stdin.end(request.input);
  const flood = await readOutput(running, (line) => {
    text.add(`${line}\n`);
    request.onLine(line);
  });
  if (flood !== null) stop();
  try {
    const exit = await running.done;
    const isCancelled = request.signal.aborted;
    const failure = isCancelled ? null : (flood ?? failureOf(program, exit));
    return { text: text.read(), failure, isCancelled };
  } catch (error) {
    return { text: text.read(), failure: failureOfHost(program, error), isCancelled: false };
  } finally {
    request.signal.removeEventListener('abort', stop);
  }
}

function failureOf(program: string, exit: HostExit): RunFailure | null {
  return exit.endedBy === 'exit' && exit.exitCode === 0 ? null : failureOfExit(program, exit);
}

/** Reads to the end; returns a failure when there is more than is allowed. */
async function readOutput(
  running: HostProcess,
  onLine: (line: string) => void,
): Promise<RunFailure | null> {
  let bytes = 0;
  try {
    for await (const line of splitLines(running.stdout, limits.messageBytesMax)) {
      bytes += line.length + 1;
      if (bytes > limits.programOutputBytesMax) {
        return runFailure('flood', 'The program printed more than a worker may say. See its log.');
      }
      onLine(line);
    }
  } catch (error) {
    if (error instanceof LineTooLong) return runFailure('flood', error.message);
    // The pipe broke; how the program ended tells why.
  }
  return null;
}
