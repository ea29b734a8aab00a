import { type ErrorCode, isMosaicError, type MissionStatus } from '@mosaic/contract';

/**
 * How the process ends. 0, 1 and 2 are verdicts of finished work; from 64 on
 * (the numbers of sysexits.h) the work was not done and the number says why.
 */
export const exitCode = {
  ok: 0,
  failed: 1,
  reservations: 2,
  usage: 64,
  tooLarge: 65,
  notFound: 66,
  unreachable: 69,
  bug: 70,
  tryAgain: 75,
  notAllowed: 77,
  notSetUp: 78,
  interrupted: 130,
} as const;

/** The table printed by `mosaic --help`. */
export const exitCodeMeanings: readonly { code: number; meaning: string }[] = [
  { code: exitCode.ok, meaning: 'done; a mission completed; a finding is gone' },
  { code: exitCode.failed, meaning: 'a mission failed or stopped; a check failed' },
  {
    code: exitCode.reservations,
    meaning: 'a mission completed with deferrals; warnings only; could not tell',
  },
  { code: exitCode.usage, meaning: 'the command line or its input is wrong' },
  { code: exitCode.tooLarge, meaning: 'the input is larger than allowed' },
  { code: exitCode.notFound, meaning: 'there is no such thing' },
  { code: exitCode.unreachable, meaning: 'no hub answers' },
  { code: exitCode.bug, meaning: 'an error of MosAIc itself' },
  { code: exitCode.tryAgain, meaning: 'something else is in the way; look and try again' },
  { code: exitCode.notAllowed, meaning: 'the token is missing, wrong or may not do this' },
  { code: exitCode.notSetUp, meaning: 'something has to be set up first' },
  { code: exitCode.interrupted, meaning: 'interrupted before the work was over' },
];

const ofErrorCode: Readonly<Record<ErrorCode, number>> = {
  invalid_input: exitCode.usage,
  unauthenticated: exitCode.notAllowed,
  forbidden: exitCode.notAllowed,
  not_found: exitCode.notFound,
  conflict: exitCode.tryAgain,
  lease_lost: exitCode.tryAgain,
  gone: exitCode.tryAgain,
  precondition_failed: exitCode.notSetUp,
  too_large: exitCode.tooLarge,
  idempotency_mismatch: exitCode.tryAgain,
  rate_limited: exitCode.tryAgain,
  quota_exceeded: exitCode.tryAgain,
  internal: exitCode.bug,
  unavailable: exitCode.unreachable,
};

/** The exit code of a failure: its own where it is ours, otherwise it is a bug. */
export function exitCodeOfError(error: unknown): number {
  return isMosaicError(error) ? ofErrorCode[error.code] : exitCode.bug;
}

/** The exit code of waiting for a mission: 0 completed, 2 completed with deferrals, 1 otherwise. */
export function exitCodeOfMission(status: MissionStatus): number {
  if (status === 'completed') return exitCode.ok;
  if (status === 'completed_with_deferrals') return exitCode.reservations;
  return exitCode.failed;
}

/** The meanings as they stand at the end of a help. */
export function exitCodeLines(): string[] {
  return exitCodeMeanings.map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`);
}
