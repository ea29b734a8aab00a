import { isMosaicError } from '@mosaic/contract';
import type { NewSide } from './local-writes.ts';
import {
  type Conflict,
  type ConflictPolicy,
  isSameSide,
  type PendingWrite,
  type Settlement,
  type Side,
  wantedSide,
} from './model.ts';
import type { Draft } from './replica.ts';

export interface SettleScope {
  readonly policy: ConflictPolicy;
  readonly newId: () => string;
}

/**
 * Takes the hub's answer that a key is not what the first local write expected.
 *
 * The local writes to the key become one: none of them was done. Then the policy decides, and the
 * report keeps what it decided about, in the same change of the storage.
 *
 * @returns the conflict, or null when theirs is just what was wanted
 */
export function settleConflict(
  draft: Draft,
  { policy, newId }: SettleScope,
  key: string,
  theirs: Side,
): Conflict | null {
  const own = draft.writesTo(key);
  const [first] = own;
  const last = own.at(-1);
  if (!first || !last) return null;
  if (isSameSide(wantedSide(first), theirs)) {
    confirmFirst(draft, key, theirs);
    return null;
  }
  for (const write of own) draft.removeWrite(write);
  const mine = wantedSide(last);
  const sides = { key, base: first.base, mine, theirs };
  if (isSameSide(mine, theirs)) return null;
  const { settlement, keep, error } = decide(policy, sides);
  if (keep !== null && !isSameSide(keep, theirs)) {
    draft.putWrite({
      id: newId(),
      order: draft.nextOrder(),
      key,
      baseVersion: theirs.version,
      base: theirs,
      isGone: keep.isGone,
      value: keep.isGone ? null : keep.value,
      wasSent: false,
    });
  }
  const conflict = { id: newId(), ...sides, settlement, error };
  draft.addConflict(conflict);
  return conflict;
}

/** The first local write is done: the one behind it now knows what it stands on. */
export function confirmFirst(draft: Draft, key: string, done: Side): void {
  const [first, second] = draft.writesTo(key);
  if (first) draft.removeWrite(first);
  if (!second) return;
  const isDone = isSameSide(wantedSide(second), done);
  if (isDone) draft.removeWrite(second);
  else draft.putWrite({ ...second, base: done, baseVersion: done.version });
}

/** The hub will never take this write, as it is: all local writes to the key go into the report. */
export function refuseWrites(
  draft: Draft,
  newId: () => string,
  write: PendingWrite,
  error: unknown,
): Conflict | null {
  if (!isMosaicError(error)) throw error;
  const own = draft.writesTo(write.key);
  const last = own.at(-1);
  if (!last) return null;
  for (const each of own) draft.removeWrite(each);
  const { base } = write;
  const conflict: Conflict = {
    id: newId(),
    key: write.key,
    base,
    mine: wantedSide(last),
    theirs: base,
    settlement: 'refused',
    error: { code: error.code, message: error.message },
  };
  draft.addConflict(conflict);
  return conflict;
}

interface Decision {
  readonly settlement: Settlement;
  readonly keep: NewSide | null;
  readonly error: Conflict['error'];
}

function decide(
  policy: ConflictPolicy,
  sides: { key: string; base: Side; mine: Side; theirs: Side },
): Decision {
  switch (policy.kind) {
    case 'mine':
      return { settlement: 'kept_mine', keep: sides.mine, error: null };
    case 'theirs':
      return { settlement: 'kept_theirs', keep: null, error: null };
    case 'report':
      return { settlement: 'set_aside', keep: null, error: null };
    case 'merge':
      return mergeSides(policy, sides);
  }
}

/** A merge that fails must not stop everything else: its conflict is left to people. */
function mergeSides(
  { merge }: Extract<ConflictPolicy, { kind: 'merge' }>,
  sides: { key: string; base: Side; mine: Side; theirs: Side },
): Decision {
  try {
    const keep = merge(sides);
    return { settlement: keep === null ? 'set_aside' : 'merged', keep, error: null };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return { settlement: 'set_aside', keep: null, error: { code: 'internal', message } };
  }
}
