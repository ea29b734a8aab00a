import type { QuotaKind } from '@mosaic/contract';

/** How a kind of use is counted and told. */
export interface KindFacts {
  /** What the number counts, as a message says it: "4 running tasks". */
  readonly noun: string;
  /** `held` is given back; `day` begins anew each day (UTC); `rate` is kept by each node in memory. */
  readonly counting: 'held' | 'day' | 'rate';
  /** How it frees up, after "It frees up ". */
  readonly frees: string;
}

export const kinds: Readonly<Record<QuotaKind, KindFacts>> = {
  'calls-per-second': { noun: 'calls per second', counting: 'rate', frees: 'every second' },
  'tasks-running': {
    noun: 'running tasks',
    counting: 'held',
    frees: 'when one of them ends',
  },
  'tasks-waiting': {
    noun: 'unfinished tasks',
    counting: 'held',
    frees: 'when one of them ends or is cancelled',
  },
  'messages-stored': {
    noun: 'stored messages',
    counting: 'held',
    frees: 'when messages are acknowledged or expire',
  },
  'state-bytes': {
    noun: 'bytes of shared state',
    counting: 'held',
    frees: 'when keys are removed or hold less',
  },
  'events-per-day': { noun: 'events today', counting: 'day', frees: 'at midnight UTC' },
};

const dayMs = 24 * 3_600_000;

/** Start of the period a use falls into; 0 for what has none. */
export function periodOf(kind: QuotaKind, now: number): number {
  return kinds[kind].counting === 'day' ? Math.floor(now / dayMs) * dayMs : 0;
}

/** When the count begins anew; null when it never does. */
export function resetOf(kind: QuotaKind, now: number): number | null {
  return kinds[kind].counting === 'day' ? periodOf(kind, now) + dayMs : null;
}
