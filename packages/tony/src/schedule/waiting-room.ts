import type { Claims } from './claims.ts';
import { popSmallest, pushNumber } from './number-heap.ts';

/** Jobs that move from queue to queue after one end of a job; more wait for the next end. */
const movesMax = 64;

/** Where jobs wait whose claims are not free. */
export interface WaitingRoom {
  /** Takes what the job claims, or keeps the job until that may be free. */
  readonly admit: (job: number) => boolean;
  /** Gives back what a job took and lets the most urgent of those who wait for it try again. */
  readonly release: (job: number) => void;
  /** When nobody is at work: lets everybody try again who waits at the head of a queue. */
  readonly wake: () => boolean;
  /** Told when a job leaves the queue of a counter. */
  onLeave: (job: number, counter: number) => void;
}

/**
 * A queue for each counter, the most urgent first. Of each queue only the head is among the ready
 * jobs at a time: when it starts, the next one may try; when it can't, the others need not.
 * So an end of a job costs a few steps even if ten thousand jobs wait for the same file.
 */
export function createWaitingRoom(
  claims: Claims,
  retry: (job: number) => void,
  jobs: number,
): WaitingRoom {
  const { checks, checked, tolerated, takes, taken, units } = claims;
  const used = new Int32Array(claims.names.length);
  const queues: (number[] | undefined)[] = new Array(claims.names.length);
  const hasScout = new Uint8Array(claims.names.length);
  /** Counter plus one whose queue a job came from to try again. */
  const cameFrom = new Int32Array(jobs);
  let moves = 0;

  const blockedBy = (job: number): number => {
    const stop = checks[job + 1] ?? 0;
    for (let at = checks[job] ?? 0; at < stop; at += 1) {
      const counter = checked[at] ?? 0;
      if ((used[counter] ?? 0) > (tolerated[at] ?? 0)) return counter;
    }
    return -1;
  };

  const promote = (counter: number): boolean => {
    const queue = queues[counter];
    if (queue === undefined || queue.length === 0 || hasScout[counter] === 1) return false;
    const job = popSmallest(queue);
    room.onLeave(job, counter);
    hasScout[counter] = 1;
    cameFrom[job] = counter + 1;
    retry(job);
    return true;
  };

  const wait = (job: number, counter: number) => {
    const queue = queues[counter];
    if (queue === undefined) queues[counter] = [job];
    else pushNumber(queue, job);
  };

  const room: WaitingRoom = {
    admit(job) {
      const from = (cameFrom[job] ?? 0) - 1;
      cameFrom[job] = 0;
      if (from >= 0) hasScout[from] = 0;
      const blocker = blockedBy(job);
      if (blocker === -1) {
        const stop = takes[job + 1] ?? 0;
        for (let at = takes[job] ?? 0; at < stop; at += 1) {
          const counter = taken[at] ?? 0;
          used[counter] = (used[counter] ?? 0) + (units[at] ?? 0);
        }
      } else {
        wait(job, blocker);
        moves += 1;
      }
      if (from >= 0 && from !== blocker && moves < movesMax) promote(from);
      return blocker === -1;
    },
    release(job) {
      moves = 0;
      const stop = takes[job + 1] ?? 0;
      for (let at = takes[job] ?? 0; at < stop; at += 1) {
        const counter = taken[at] ?? 0;
        used[counter] = (used[counter] ?? 0) - (units[at] ?? 0);
        promote(counter);
      }
    },
    wake() {
      moves = 0;
      let isAny = false;
      for (let counter = 0; counter < queues.length; counter += 1) {
        if (promote(counter)) isAny = true;
      }
      return isAny;
    },
    onLeave: () => {},
  };
  return room;
}
