import { randomBytes } from 'node:crypto';
import { formatId, type IdKind } from '@mosaic/contract';

/**
 * Time, timers, ids and randomness; the only source of them inside the hub.
 *
 * Tests and the simulator bring their own, so that a run repeats exactly.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  newId(kind: IdKind): string;
  /** From 0 up to but not including 1; for jitter, never for secrets. */
  random(): number;
  /** Does `work` once, `ms` milliseconds from now; returns how to call it off. */
  after(ms: number, work: () => void): () => void;
}

/** The real one. */
export const systemClock: Clock = {
  now: () => Date.now(),
  newId: (kind) => formatId(kind, Date.now(), randomBytes(10)),
  random: Math.random,
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

/** ISO 8601 for the doors. */
export function toInstant(epochMs: number): string;
export function toInstant(epochMs: number | null): string | null;
export function toInstant(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
