import type { AnyTaskStatus, TaskState } from '@mosaic/contract';

/**
 * Which hot index a row belongs to. It repeats what the facts of the row say, so that each
 * index holds only the rows its reader wants; a test recounts it.
 */
export const place = {
  /** Not offered, or over: in no hot index. */
  none: 0,
  /** Waits for dependencies. */
  blocked: 1,
  /** Waits for its time. */
  delayed: 2,
  /** May be claimed. */
  ready: 3,
  /** Held by a session. */
  leased: 4,
} as const;

export type PlaceCode = (typeof place)[keyof typeof place];

/** The facts a place follows from. Times in milliseconds. */
export interface PlaceFacts {
  isOver: boolean;
  /** Somebody wants it done: a job always, a mission's task while a run is offered. */
  isOffered: boolean;
  isLeased: boolean;
  /** Dependencies that are not settled yet. */
  depsLeft: number;
  availableAt: number;
}

export function placeOf(facts: PlaceFacts, now: number): PlaceCode {
  if (facts.isOver || !facts.isOffered) return place.none;
  if (facts.isLeased) return place.leased;
  if (facts.depsLeft > 0) return place.blocked;
  return facts.availableAt > now ? place.delayed : place.ready;
}

const waitingStates: Readonly<Record<PlaceCode, TaskState>> = {
  [place.none]: 'unoffered',
  [place.blocked]: 'blocked',
  [place.delayed]: 'delayed',
  [place.ready]: 'ready',
  [place.leased]: 'leased',
};

/** What people are told: a delay that is over counts as ready before anybody moved the row. */
export function stateOf(facts: PlaceFacts, now: number): TaskState {
  return facts.isOver ? 'over' : waitingStates[placeOf(facts, now)];
}

/** A dependency is met by these; anything else keeps what depends on it waiting. */
export function isSettled(status: AnyTaskStatus): boolean {
  return status === 'done' || status === 'deferred' || status === 'skipped';
}

/** A job with one of these is over; `task.redrive` brings the last two back. */
export function isJobOver(status: AnyTaskStatus): boolean {
  return status === 'done' || status === 'failed' || status === 'cancelled';
}
