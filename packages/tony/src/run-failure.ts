import { type FailureCode, isMosaicError, type RunFailure, visibleText } from '@mosaic/contract';
import type { HostEnd, HostExit } from './runtime.ts';

const messageCharsMax = 4_000;

/** A failure of the run, with a message that is safe to show. */
export function runFailure(code: FailureCode, message: string): RunFailure {
  return { code, message: visibleText(message).slice(0, messageCharsMax) };
}

const ends: Readonly<Record<Exclude<HostEnd, 'exit' | 'signal'>, [FailureCode, string]>> = {
  timeout: ['timeout', 'ran out of time and was ended. Split the task, or allow more time.'],
  silence: ['silent', 'said nothing for too long and was ended.'],
  flood: ['flood', 'wrote more output than is allowed and was ended.'],
  disk_quota: ['disk_quota', 'wrote more to disk than is allowed and was ended.'],
  memory_limit: ['crashed', 'used more memory than is allowed and was ended.'],
  process_limit: ['crashed', 'started more processes than are allowed and was ended.'],
  stopped: ['stopped', 'was asked to stop.'],
};

/** Exit codes by which shells and sandboxes say that a program could not be started. */
const notStarted: ReadonlySet<number> = new Set([126, 127]);

/** Why a program that should still be running is gone. */
export function failureOfExit(program: string, exit: HostExit): RunFailure {
  if (exit.endedBy !== 'exit' && exit.endedBy !== 'signal') {
    const [code, text] = ends[exit.endedBy];
    return runFailure(code, `${program} ${text}`);
  }
  if (exit.exitCode !== null && notStarted.has(exit.exitCode)) return missingProgram(program);
  const how = exit.exitCode === null ? `signal ${exit.signal}` : `exit code ${exit.exitCode}`;
  return runFailure(
    'crashed',
    `${program} ended with ${how} before it was finished. Its last output is in the log of the run.`,
  );
}

/** Why the host could not start a program, or lost it. */
export function failureOfHost(program: string, error: unknown): RunFailure {
  if (isMosaicError(error) && error.code === 'unavailable') {
    return runFailure('sandbox_missing', error.message);
  }
  if (isMosaicError(error) && error.code === 'precondition_failed') {
    return runFailure('runtime_missing', `${error.message} Install ${program} on the runner.`);
  }
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  if (isMissing) return missingProgram(program);
  const reason = error instanceof Error ? error.message : String(error);
  return runFailure('internal', `${program} could not be run: ${reason}`);
}

function missingProgram(program: string): RunFailure {
  return runFailure(
    'runtime_missing',
    `${program} could not be started. Install it on the runner, or choose another runtime.`,
  );
}
