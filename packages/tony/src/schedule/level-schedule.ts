import type { Claims } from './claims.ts';
import type { JobGraph } from './job-graph.ts';
import { addReady, createReadySet, type ReadySet, takeReady } from './ready-set.ts';
import { admit, createWaitingRoom, giveBack, type WaitingRoom, wakeAll } from './waiting-room.ts';

/** What jobs waited for after everything before them was over. */
export interface WaitRecord {
  /** `counter` is one of the claims, or -1 for a worker. */
  readonly add: (job: number, counter: number, minutes: number) => void;
}

export interface Levelling {
  /** When each job begins, in the last run. */
  readonly starts: Float64Array;
  /** Minutes until the last job ends, given what each one takes. */
  readonly run: (durations: Float64Array) => number;
}

export interface LevellingInput {
  readonly graph: JobGraph;
  readonly claims: Claims | null;
  readonly workers: number;
  readonly waits?: WaitRecord | undefined;
}

/**
 * Levels a plan: jobs are its leaves, the most urgent numbered lowest.
 *
 * Whenever a worker is free, the most urgent job starts whose predecessors are over and whose
 * claims are free. That is what the hub does when a worker asks for a task, so a schedule shows what
 * would happen, and somebody is at work until the end: the makespan is never more than the sum of
 * all work. A job of no minutes is over at once and needs no worker.
 *
 * One levelling can run many times with other durations; it allocates nothing between runs.
 */
export function createLevelling({ graph, claims, workers, waits }: LevellingInput): Levelling {
  const { jobs, size } = graph;
  const ready = createReadySet(jobs);
  const waiting = waits === undefined ? null : createWaits(jobs, waits);
  const onLeave = waiting === null ? null : waiting.until;
  const floor: Floor = {
    graph,
    workers,
    ready,
    room: claims === null ? null : createWaitingRoom(claims, jobs, ready, onLeave),
    waiting,
    starts: new Float64Array(jobs),
    left: new Int32Array(size),
    ends: new Float64Array(workers + 1),
    running: new Int32Array(workers + 1),
    open: new Int32Array(size + 1),
  };
  return { starts: floor.starts, run: (durations) => play(floor, durations) };
}

interface Floor {
  readonly graph: JobGraph;
  readonly workers: number;
  readonly ready: ReadySet;
  readonly room: WaitingRoom | null;
  readonly waiting: Waits | null;
  readonly starts: Float64Array;
  /** Edges into each vertex from what is not over yet. */
  readonly left: Int32Array;
  /** Running jobs and their ends, the one that ends first last. */
  readonly ends: Float64Array;
  readonly running: Int32Array;
  /** Vertices that are over and whose successors have not been told. */
  readonly open: Int32Array;
}

/** The whole play in one function: split up, it takes half as long again. */
function play(floor: Floor, durations: Float64Array): number {
  const { graph, workers, ready, room, waiting, starts, left, ends, running, open } = floor;
  const { jobs, offsets, targets } = graph;
  let now = 0;
  let busy = 0;
  let pending = begin(floor, durations);
  for (;;) {
    while (pending > 0) {
      pending -= 1;
      const done = open[pending] ?? 0;
      const stop = offsets[done + 1] ?? 0;
      for (let edge = offsets[done] ?? 0; edge < stop; edge += 1) {
        const target = targets[edge] ?? 0;
        const more = (left[target] ?? 0) - 1;
        left[target] = more;
        if (more > 0) continue;
        if (target < jobs) {
          // Where it starts later, this is overwritten.
          starts[target] = now;
          if (durations[target] !== 0) {
            waiting?.since(target, now);
            addReady(ready, target);
            continue;
          }
        }
        open[pending++] = target;
      }
    }
    while (busy < workers) {
      const job = takeReady(ready);
      if (job === -1) break;
      waiting?.until(job, -1);
      if (room !== null && !admit(room, job)) continue;
      const end = now + (durations[job] ?? 0);
      starts[job] = now;
      let at = busy++;
      for (; at > 0; at -= 1) {
        const other = ends[at - 1] ?? 0;
        if (other >= end) break;
        ends[at] = other;
        running[at] = running[at - 1] ?? 0;
      }
      ends[at] = end;
      running[at] = job;
    }
    if (busy === 0) {
      if (room !== null && wakeAll(room)) continue;
      return now;
    }
    now = ends[busy - 1] ?? 0;
    waiting?.at(now);
    do {
      busy -= 1;
      const job = running[busy] ?? 0;
      if (room !== null) giveBack(room, job);
      open[pending++] = job;
    } while (busy > 0 && ends[busy - 1] === now);
  }
}

/** Makes ready what waits for nothing; gives the number of those in `open`, which take no time. */
function begin(
  { graph, ready, waiting, starts, left, open }: Floor,
  durations: Float64Array,
): number {
  left.set(graph.needs);
  waiting?.restart();
  let pending = 0;
  for (let job = 0; job < graph.jobs; job += 1) {
    if (graph.needs[job] !== 0) continue;
    starts[job] = 0;
    if (durations[job] === 0) open[pending++] = job;
    else addReady(ready, job);
  }
  return pending;
}

interface Waits {
  readonly restart: () => void;
  readonly at: (now: number) => void;
  /** From now on the job waits. */
  readonly since: (job: number, now: number) => void;
  /** Until now it has waited for this; from now on for something else, if at all. */
  readonly until: (job: number, counter: number) => void;
}

function createWaits(jobs: number, record: WaitRecord): Waits {
  const since = new Float64Array(jobs);
  let now = 0;
  return {
    restart() {
      now = 0;
      since.fill(0);
    },
    at(moment) {
      now = moment;
    },
    since(job, moment) {
      since[job] = moment;
    },
    until(job, counter) {
      const minutes = now - (since[job] ?? 0);
      since[job] = now;
      if (minutes > 0) record.add(job, counter, minutes);
    },
  };
}
