import type { Client } from '@mosaic/client';
import { isMosaicError } from '@mosaic/contract';

/** What every part of the load counts. */
export interface Tally {
  calls: number;
  /** Calls that failed for good, after all the client's repeats, by code. */
  readonly failed: { code: string; message: string; atMs: number }[];
  /** How long successful calls took, in milliseconds. */
  readonly tookMs: number[];
}

export interface LoadScope {
  readonly tally: Tally;
  /** A client of the cluster that begins with node `first`. */
  client(first: number): Client;
  random(): number;
  /** Aborted when no new work shall be begun. */
  readonly stopping: AbortSignal;
}

/** One kind of work, done by several clients at once, that remembers what it was told. */
export interface Load {
  readonly name: string;
  /** Runs until `stopping` aborts and what was begun is through. */
  run(): Promise<void>;
  /** What contradicts the promises, after everything has come to rest; empty when nothing does. */
  problems(): Promise<string[]>;
  /** What was done, for the report. */
  figures(): Record<string, number>;
}

/** Codes that are answers rather than failures. */
const expectedCodes = ['conflict', 'not_found', 'lease_lost'];

/** One call as the history remembers it: it took effect somewhere between `from` and `to`. */
export interface Answered<T> {
  readonly value: T;
  readonly from: number;
  readonly to: number;
}

/**
 * Makes a call and counts it. Null when it failed for good: then it may have happened or
 * not. Refusals that are part of the game are thrown.
 */
export async function answered<T>(
  { tally }: LoadScope,
  call: () => Promise<T>,
): Promise<Answered<T> | null> {
  const from = performance.now();
  tally.calls += 1;
  try {
    const value = await call();
    const to = performance.now();
    tally.tookMs.push(to - from);
    return { value, from, to };
  } catch (error) {
    if (isMosaicError(error) && expectedCodes.includes(error.code)) throw error;
    const code = isMosaicError(error) ? error.code : 'unknown';
    const message = error instanceof Error ? error.message : String(error);
    tally.failed.push({ code, message, atMs: performance.now() });
    return null;
  }
}

/** True for a refusal of that code; anything else goes on to whoever called. */
export function isCode(error: unknown, ...codes: string[]): boolean {
  if (isMosaicError(error) && codes.includes(error.code)) return true;
  throw error;
}

/** Runs `work` as so many clients at once. */
export async function inParallel(count: number, work: (at: number) => Promise<void>) {
  await Promise.all(Array.from({ length: count }, (_, at) => work(at)));
}

/** Yields to the other clients for a moment. */
export function breathe(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
