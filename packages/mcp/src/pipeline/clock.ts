import { randomBytes } from 'node:crypto';
import { formatId, type IdKind } from '@mosaic/contract';

/** Time, ids and randomness; the only source of them for handlers, so tests can fix all three. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  newId(kind: IdKind): string;
}

/** The real one. */
export const systemClock: Clock = {
  now: () => Date.now(),
  newId: (kind) => formatId(kind, Date.now(), randomBytes(10)),
};

/** ISO 8601 for the doors. */
export function toInstant(epochMs: number): string;
export function toInstant(epochMs: number | null): string | null;
export function toInstant(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
