import { limits, MosaicError } from '@mosaic/contract';
import { type KnownEntry, type Side, sideOf, wantedSide } from './model.ts';
import type { Draft, Replica } from './replica.ts';

/** Local writes that may wait for the hub. */
const pendingMax = 10_000;

/** What a local write makes of a key. */
export type NewSide =
  | { readonly isGone: true }
  | { readonly isGone: false; readonly value: unknown };

export interface LocalScope {
  readonly newId: () => string;
  readonly now: () => number;
}

/**
 * Puts a write into the queue, on top of what is there.
 *
 * A write that was never sent is replaced: only its last value matters. One that was sent may have
 * been done, so the new one stands behind it.
 */
export function queueWrite(draft: Draft, scope: LocalScope, key: string, side: NewSide): void {
  const first = draft.writesTo(key)[0];
  const last = draft.writesTo(key).at(-1);
  const value = side.isGone ? null : side.value;
  if (last && !last.wasSent) {
    const undoes = side.isGone && last === first && last.base.isGone;
    if (undoes) draft.removeWrite(last);
    else draft.putWrite({ ...last, isGone: side.isGone, value });
    return;
  }
  const base = last ? wantedSide(last) : liveSide(draft.entry(key), scope.now());
  if (side.isGone && base.isGone) return;
  draft.putWrite({
    id: scope.newId(),
    order: draft.nextOrder(),
    key,
    baseVersion: last ? null : base.version,
    base,
    isGone: side.isGone,
    value,
    wasSent: false,
  });
}

/** The key as the hub has it; one whose time is over is gone. */
function liveSide(entry: KnownEntry | undefined, now: number): Side {
  const isOver = entry?.expiresAt != null && Date.parse(entry.expiresAt) <= now;
  return sideOf(isOver ? undefined : entry);
}

/** The key as this cache shows it: the last local write, else what the hub said. */
export function viewOf(replica: Replica, key: string, now: number): Side {
  const last = replica.writesTo(key).at(-1);
  return last ? wantedSide(last) : liveSide(replica.entry(key), now);
}

/** Refuses what could never be sent, and more than the queue takes. */
export function requireRoom(replica: Replica, key: string, value: unknown): void {
  const text = JSON.stringify(value);
  if (text === undefined) {
    throw new MosaicError('invalid_input', `The value of ${key} is not JSON.`);
  }
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > limits.stateValueBytesMax) {
    throw new MosaicError(
      'too_large',
      `The value of ${key} has ${bytes} bytes as JSON; at most ${limits.stateValueBytesMax} are kept. Split it over several keys.`,
    );
  }
  if (replica.writesTo(key).length > 0 || replica.keysToPush().length < pendingMax) return;
  throw new MosaicError(
    'too_large',
    `${pendingMax} keys already wait to be sent. Connect to the hub before changing more.`,
  );
}
