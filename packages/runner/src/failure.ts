import { type FailureCode, type RunFailure, type RunResult, visibleText } from '@mosaic/contract';

const messageCharsMax = 8_000;

/** What is known about a run that failed, besides why. */
export interface FailureFacts {
  usedTokens?: number | null;
  notes?: string;
}

/** Ends a run as failed; thrown where the run cannot go on. */
export class RunFailed extends Error {
  override readonly name = 'RunFailed';
  readonly failure: RunFailure;
  readonly usedTokens: number | null;
  readonly notes: string;

  constructor(code: FailureCode, message: string, facts: FailureFacts = {}) {
    super(message);
    this.failure = { code, message: visibleText(message).slice(0, messageCharsMax) };
    this.usedTokens = facts.usedTokens ?? null;
    this.notes = visibleText(facts.notes ?? '').slice(0, messageCharsMax);
  }
}

/** The failed result of a run, with what is known about its cost. */
export function failedResult(
  failure: RunFailure,
  facts: { usedTokens: number | null; notes: string; sandboxed: boolean },
): RunResult {
  return { status: 'failed', failure, ...facts };
}
