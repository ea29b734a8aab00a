import type { Claims } from './claims.ts';
import { popSmallest, pushNumber } from './number-heap.ts';
import { addReady, type ReadySet } from './ready-set.ts';

/** Jobs that move from queue to queue after one end of a job; more wait for the next end. */
const movesMax = 64;

/**
 * Where jobs wait whose claims are not free: a queue for each counter, the most urgent first.
 *
 * Of each queue only the head is among the ready jobs at a time: when it starts, the next one may
 * try; when it can't, the others need not. So an end of a job costs a few steps even if ten
 * thousand jobs wait for the same file.
 */
export interface WaitingRoom {
  readonly claims: Claims;
  readonly ready: ReadySet;
  /** How far each counter is up. */
  readonly used: Int32Array;
  /** The most that any job tolerates of each counter: above it, nobody need try. */
  readonly loosest: Int32Array;
  readonly queues: (number[] | undefined)[];
  /** 1 for counters whose head is among the ready jobs. */
  readonly hasScout: Uint8Array;
  /** Counter plus one whose queue a job came from to try again. */
  readonly cameFrom: Int32Array;
  /** Told when a job leaves the queue of a counter. */
  readonly onLeave: ((job: number, counter: number) => void) | null;
  moves: number;
}

export function createWaitingRoom(
  claims: Claims,
  jobs: number,
  ready: ReadySet,
  onLeave: WaitingRoom['onLeave'],
): WaitingRoom {
  const { length } = claims.names;
  const loosest = new Int32Array(length);
  for (const [at, counter] of claims.checked.entries()) {
    loosest[counter] = Math.max(loosest[counter] ?? 0, claims.tolerated[at] ?? 0);
  }
  return {
    claims,
    ready,
    used: new Int32Array(length),
    loosest,
    queues: new Array(length),
    hasScout: new Uint8Array(length),
    cameFrom: new Int32Array(jobs),
    onLeave,
    moves: 0,
  };
}

/** Takes what the job claims, or keeps the job until that may be free. */
export function admit(room: WaitingRoom, job: number): boolean {
  const from = (room.cameFrom[job] ?? 0) - 1;
  if (from >= 0) {
    room.cameFrom[job] = 0;
    room.hasScout[from] = 0;
  }
  const blocker = blockedBy(room, job);
  if (blocker === -1) {
    const { takes, taken, units } = room.claims;
    const stop = takes[job + 1] ?? 0;
    for (let at = takes[job] ?? 0; at < stop; at += 1) {
      const counter = taken[at] ?? 0;
      room.used[counter] = (room.used[counter] ?? 0) + (units[at] ?? 0);
    }
  } else {
    const queue = room.queues[blocker];
    if (queue === undefined) room.queues[blocker] = [job];
    else pushNumber(queue, job);
    room.moves += 1;
  }
  if (from >= 0 && from !== blocker && room.moves < movesMax) promote(room, from);
  return blocker === -1;
}

/** Gives back what a job took and lets the most urgent of those who wait for it try again. */
export function giveBack(room: WaitingRoom, job: number): void {
  const { takes, taken, units } = room.claims;
  room.moves = 0;
  const stop = takes[job + 1] ?? 0;
  for (let at = takes[job] ?? 0; at < stop; at += 1) {
    const counter = taken[at] ?? 0;
    room.used[counter] = (room.used[counter] ?? 0) - (units[at] ?? 0);
    promote(room, counter);
  }
}

/** When nobody is at work: lets everybody try again who waits at the head of a queue. */
export function wakeAll(room: WaitingRoom): boolean {
  room.moves = 0;
  let isAny = false;
  for (let counter = 0; counter < room.queues.length; counter += 1) {
    if (promote(room, counter)) isAny = true;
  }
  return isAny;
}

function blockedBy({ claims, used }: WaitingRoom, job: number): number {
  const { checks, checked, tolerated } = claims;
  const stop = checks[job + 1] ?? 0;
  for (let at = checks[job] ?? 0; at < stop; at += 1) {
    const counter = checked[at] ?? 0;
    if ((used[counter] ?? 0) > (tolerated[at] ?? 0)) return counter;
  }
  return -1;
}

function promote(room: WaitingRoom, counter: number): boolean {
  const queue = room.queues[counter];
  if (queue === undefined || queue.length === 0 || room.hasScout[counter] === 1) return false;
  if ((room.used[counter] ?? 0) > (room.loosest[counter] ?? 0)) return false;
  const job = popSmallest(queue);
  room.onLeave?.(job, counter);
  room.hasScout[counter] = 1;
  room.cameFrom[job] = counter + 1;
  addReady(room.ready, job);
  return true;
}
