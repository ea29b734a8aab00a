import { MosaicError } from '@mosaic/contract';

/** What the store knows of a key before a write. Times in milliseconds. */
export interface KeyState {
  readonly key: string;
  /** The last version the key ever had; 0 when it never had one. */
  readonly lastVersion: number;
  /** True while a row is stored, even one whose time is over. */
  readonly isStored: boolean;
  readonly bytes: number;
  readonly expiresAt: number | null;
}

/** One write to one key: `text` is the value as JSON, null removes the key. */
export interface KeyWrite {
  readonly key: string;
  readonly change: 'set' | 'deleted' | 'expired';
  readonly text: string | null;
  readonly bytes: number;
  readonly expiresAt: number | null;
}

/** A key whose time is over is gone for everybody, also before the hub removed it. */
export function isLive(state: KeyState, now: number): boolean {
  return state.isStored && (state.expiresAt === null || state.expiresAt > now);
}

/** The version a condition is compared with: 0 when the key does not exist. */
function currentVersion(state: KeyState, now: number): number {
  return isLive(state, now) ? state.lastVersion : 0;
}

/**
 * Refuses with `conflict` when the key does not have the expected version.
 *
 * @param condition place of the condition in a transaction, named in the refusal
 */
export function requireVersion(
  state: KeyState,
  expected: number,
  now: number,
  condition?: number,
): void {
  const current = currentVersion(state, now);
  if (current === expected) return;
  const which = condition === undefined ? '' : `Condition ${condition} does not hold: `;
  const what =
    current === 0
      ? `The key ${state.key} does not exist, expected version ${expected}.`
      : expected === 0
        ? `The key ${state.key} exists already, with version ${current}.`
        : `The key ${state.key} has version ${current}, not ${expected}.`;
  throw new MosaicError('conflict', `${which}${what} Read it again and decide anew.`, {
    details: {
      key: state.key,
      expectedVersion: expected,
      currentVersion: current,
      ...(condition === undefined ? {} : { condition }),
    },
  });
}

/** How a write changes what its namespace holds. */
export function usageChange(
  state: KeyState,
  write: KeyWrite,
): { readonly keys: number; readonly bytes: number } {
  const before = state.isStored ? 1 : 0;
  const after = write.text === null ? 0 : 1;
  return {
    keys: after - before,
    bytes: (after === 1 ? write.bytes : 0) - (before === 1 ? state.bytes : 0),
  };
}

/**
 * How many of the oldest changes to forget: from the front only, so that what is left has no
 * hole.
 *
 * @param changedAt times of the oldest changes, oldest first
 */
export function forgettable(
  changedAt: readonly number[],
  { excess, olderThan }: { excess: number; olderThan: number },
): number {
  const first = changedAt.findIndex((at, index) => index >= excess && at >= olderThan);
  return first === -1 ? changedAt.length : first;
}
