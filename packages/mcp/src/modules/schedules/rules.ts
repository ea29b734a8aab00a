import { type CatchUp, limits, MosaicError, type Timing } from '@mosaic/contract';
import { Cron } from 'croner';

/**
 * The first occurrence after an instant; null when none follows. Times in milliseconds.
 *
 * A fixed distance counts from `startedAt`, so that occurrences do not drift however late
 * they are enqueued. A cron expression follows the clock on the wall of its time zone.
 */
export function nextOccurrence(timing: Timing, startedAt: number, after: number): number | null {
  if (timing.kind === 'cron') {
    return cronOf(timing).nextRun(new Date(after))?.getTime() ?? null;
  }
  const passed = Math.floor((after - startedAt) / timing.everyMs);
  return startedAt + Math.max(1, passed + 1) * timing.everyMs;
}

/** @throws `invalid_input` naming what is wrong with the expression or the time zone */
export function requireTiming(timing: Timing, now: number): void {
  try {
    nextOccurrence(timing, now, now);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MosaicError('invalid_input', `The timing cannot be read: ${why.slice(0, 300)}`, {
      cause,
      details: { fields: [{ field: 'timing', problem: 'cannot be read' }] },
    });
  }
}

function cronOf({ expression, timeZone }: Extract<Timing, { kind: 'cron' }>): Cron {
  return new Cron(expression, { timezone: timeZone, paused: true, mode: '5-or-6-parts' });
}

/** What is to be done about a schedule that is due. */
export interface Due {
  /** Occurrences to enqueue, oldest first. */
  readonly occurrences: readonly number[];
  /** The next one to wait for; may have passed already when there were too many for one turn. */
  readonly nextAt: number | null;
}

/** An occurrence this late was missed rather than delayed, in milliseconds. */
const lateMsMax = 60_000;

/**
 * Which occurrences a schedule that is due at `nextAt` has now.
 *
 * One that is on time is always enqueued. Of those missed `all` keeps each, `last` only
 * the newest of all that are due, `skip` none.
 */
export function dueOccurrences(
  timing: Timing,
  catchUp: CatchUp,
  startedAt: number,
  nextAt: number,
  now: number,
): Due {
  if (catchUp === 'all') return eachOccurrence(timing, startedAt, nextAt, now);
  const newest = newestOccurrence(timing, startedAt, nextAt, now);
  const isMissed = now - newest > lateMsMax;
  return {
    occurrences: catchUp === 'skip' && isMissed ? [] : [newest],
    nextAt: nextOccurrence(timing, startedAt, Math.max(now, newest)),
  };
}

function eachOccurrence(timing: Timing, startedAt: number, nextAt: number, now: number): Due {
  const occurrences: number[] = [];
  let next: number | null = nextAt;
  while (next !== null && next <= now && occurrences.length < limits.catchUpMax) {
    occurrences.push(next);
    next = nextOccurrence(timing, startedAt, next);
  }
  return { occurrences, nextAt: next };
}

/** The last occurrence up to now, without walking through all that were missed. */
function newestOccurrence(timing: Timing, startedAt: number, nextAt: number, now: number): number {
  if (timing.kind === 'every') {
    const passed = Math.floor((now - startedAt) / timing.everyMs);
    return Math.max(nextAt, startedAt + passed * timing.everyMs);
  }
  const [newest] = cronOf(timing).previousRuns(1, new Date(now + 1));
  return Math.max(nextAt, newest?.getTime() ?? nextAt);
}
