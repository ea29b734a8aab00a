import type { ErrorCode } from '@mosaic/contract';

/** What the hub said last about a key; `isGone` remembers a deletion until the watch has passed it. */
export interface KnownEntry {
  readonly key: string;
  readonly version: number;
  readonly revision: number;
  readonly isGone: boolean;
  readonly value: unknown;
  readonly expiresAt: string | null;
}

/** A value, or that there is none. */
export type Side =
  | { readonly isGone: true; readonly version: number }
  | { readonly isGone: false; readonly version: number; readonly value: unknown };

/** A local write the hub has not confirmed yet. */
export interface PendingWrite {
  /** Idempotency key of the call that carries it: a repeat has no second effect. */
  readonly id: string;
  /** Place in the order of local writes. */
  readonly order: number;
  readonly key: string;
  /** The version it replaces; null when that is what the write before it will make. */
  readonly baseVersion: number | null;
  /** What was there when it was made. */
  readonly base: Side;
  readonly isGone: boolean;
  readonly value: unknown;
  /** Sent at least once, so that it may have been done; from then on it never changes. */
  readonly wasSent: boolean;
}

/** What became of a local write that met another change. */
export type Settlement =
  /** Mine was written over theirs. */
  | 'kept_mine'
  /** Theirs stays, mine is only in this report. */
  | 'kept_theirs'
  /** A value made of both was written. */
  | 'merged'
  /** Theirs stays for now; whoever reads the report decides. */
  | 'set_aside'
  /** The hub will never take mine: `error` says why. */
  | 'refused';

/** Two changes of one key, and what was done about it. Kept until dismissed. */
export interface Conflict {
  readonly id: string;
  readonly key: string;
  /** What mine was based on. */
  readonly base: Side;
  readonly mine: Side;
  readonly theirs: Side;
  readonly settlement: Settlement;
  readonly error: { readonly code: ErrorCode; readonly message: string } | null;
}

/** What a merge is given; it returns the value to keep. */
export interface MergeInput {
  readonly key: string;
  readonly base: Side;
  readonly mine: Side;
  readonly theirs: Side;
}

/**
 * What to do when a local write meets a change of somebody else. Whatever is chosen, the conflict
 * is reported.
 *
 * `merge` returns the side to keep; null means that it cannot tell, and the conflict is set aside.
 */
export type ConflictPolicy =
  | { readonly kind: 'mine' }
  | { readonly kind: 'theirs' }
  | { readonly kind: 'report' }
  | {
      readonly kind: 'merge';
      readonly merge: (
        input: MergeInput,
      ) => { readonly isGone: true } | { readonly isGone: false; readonly value: unknown } | null;
    };

/** Two JSON values say the same, whatever the order of their fields. */
function isSameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const fields = Object.entries(a);
  return (
    fields.length === Object.keys(b).length &&
    fields.every(
      ([name, value]) =>
        Object.hasOwn(b, name) && isSameJson(value, (b as Record<string, unknown>)[name]),
    )
  );
}

/** Both are gone, or both are there with the same value. */
export function isSameSide(
  a: { readonly isGone: boolean; readonly value?: unknown },
  b: { readonly isGone: boolean; readonly value?: unknown },
): boolean {
  return a.isGone ? b.isGone : !b.isGone && isSameJson(a.value, b.value);
}

/** The side of a key as its last known entry tells it. */
export function sideOf(entry: KnownEntry | undefined): Side {
  if (entry === undefined) return { isGone: true, version: 0 };
  return entry.isGone
    ? { isGone: true, version: 0 }
    : { isGone: false, version: entry.version, value: entry.value };
}

/** The side a local write wants. */
export function wantedSide(write: PendingWrite): Side {
  const version = write.baseVersion ?? 0;
  return write.isGone ? { isGone: true, version } : { isGone: false, version, value: write.value };
}
