import type { Committed } from '../history.ts';
import { epochMs } from '../simulated-clock.ts';
import { violate } from '../violation.ts';
import type { Watch } from '../world.ts';

interface Known {
  readonly owner: string;
  readonly locks: readonly { readonly lockId: string; readonly count: number }[];
  readonly fencingToken: number;
  expiresAt: number;
  isOver: boolean;
}

export interface LockCheckOptions {
  /** Units of each lock in all. */
  readonly capacityOf: (lockId: string) => number;
  /** True where clocks were never set by hand: then a hold ends by its own time only. */
  readonly areClocksSteady: boolean;
}

/** No lock is held beyond its capacity, and nothing is accepted of a hold that is over. */
export function lockCheck({ capacityOf, areClocksSteady }: LockCheckOptions): Watch {
  const holds = new Map<string, Known>();
  const tokens = new Map<string, number>();
  const requireAlive = (holdId: string, operation: string) => {
    if (holds.get(holdId)?.isOver)
      violate(`${operation} was accepted for ${holdId}, which is over`);
  };
  const take = (hold: HoldLike, operation: string) => {
    const known = holds.get(hold.id);
    requireAlive(hold.id, operation);
    const expiresAt = Date.parse(hold.expiresAt);
    if (known) {
      known.expiresAt = expiresAt;
      if (known.fencingToken !== hold.fencingToken)
        violate(`the fencing token of ${hold.id} changed`);
      return;
    }
    holds.set(hold.id, { ...hold, expiresAt, isOver: false });
    for (const { lockId } of hold.locks) {
      const inUse = [...holds.values()]
        .filter(({ isOver }) => !isOver)
        .flatMap(({ locks }) => locks.filter((share) => share.lockId === lockId))
        .reduce((sum, { count }) => sum + count, 0);
      const capacity = capacityOf(lockId);
      if (inUse > capacity) violate(`${lockId} has ${inUse} units in use of ${capacity}`);
      const last = tokens.get(lockId) ?? 0;
      if (capacity === 1 && hold.fencingToken <= last) {
        violate(`fencing token ${hold.fencingToken} of ${lockId} comes after ${last}`);
      }
      tokens.set(lockId, Math.max(last, hold.fencingToken));
    }
  };
  const end = (holdId: string) => {
    const hold = holds.get(holdId);
    if (hold) hold.isOver = true;
  };
  const lapse = ({ nodeTime }: Committed, holdId: string) => {
    const hold = holds.get(holdId);
    if (areClocksSteady && hold && hold.expiresAt > nodeTime) {
      violate(
        `${holdId} was ended at ${nodeTime - epochMs} ms, before its time at ${hold.expiresAt - epochMs} ms`,
      );
    }
    end(holdId);
  };
  return (commands) => {
    for (const command of commands) {
      const { operation, input, output, events } = command;
      for (const { type, data } of events) {
        if (type === 'lock.expired') lapse(command, String(data?.holdId));
        if (type === 'lock.broken') end(String(data?.holdId));
      }
      if (operation === 'lock.release') end((input as { holdId: string }).holdId);
      if (operation === 'lock.renew') take(output as HoldLike, operation);
      if (operation === 'lock.acquire') {
        const { hold } = output as { hold: HoldLike | null };
        if (hold) take(hold, operation);
      }
    }
  };
}

interface HoldLike {
  readonly id: string;
  readonly owner: string;
  readonly locks: readonly { readonly lockId: string; readonly count: number }[];
  readonly fencingToken: number;
  readonly expiresAt: string;
}
