import type { Claims } from './claims.ts';
import type { JobGraph } from './job-graph.ts';
import { createReadySet } from './ready-set.ts';
import { createWaitingRoom } from './waiting-room.ts';

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
 * would happen, and no worker idles while something could be done: the makespan is never more than
 * the sum of all work. A job of no minutes is over at once and needs no worker.
 *
 * One levelling can run many times with other durations; it allocates nothing between runs.
 */
export function createLevelling({ graph, claims, workers, waits }: LevellingInput): Levelling {
  const { jobs, offsets, targets, needs } = graph;
  const starts = new Float64Array(jobs);
  const left = new Int32Array(graph.size);
  const ready = createReadySet(jobs);
  const waiting = claims === null ? null : createWaitingRoom(claims, ready.add, jobs);
  const waitingSince = waits === undefined ? null : new Float64Array(jobs);
  // Running jobs, the one that ends first last.
  const ends = new Float64Array(workers);
  const running = new Int32Array(workers);
  const over = new Int32Array(graph.size);
  let busy = 0;
  let now = 0;
  let durations: Float64Array = new Float64Array(0);

  const waited = (job: number, counter: number) => {
    if (waits === undefined || waitingSince === null) return;
    const minutes = now - (waitingSince[job] ?? 0);
    if (minutes > 0) waits.add(job, counter, minutes);
    waitingSince[job] = now;
  };
  if (waiting !== null && waits !== undefined) waiting.onLeave = waited;

  /** Frees what waits for a vertex, and what follows at once from that. */
  const finish = (vertex: number) => {
    over[0] = vertex;
    for (let open = 1; open > 0; ) {
      open -= 1;
      const done = over[open] ?? 0;
      const stop = offsets[done + 1] ?? 0;
      for (let edge = offsets[done] ?? 0; edge < stop; edge += 1) {
        const target = targets[edge] ?? 0;
        const more = (left[target] ?? 0) - 1;
        left[target] = more;
        if (more === 0 && !release(target)) over[open++] = target;
      }
    }
  };

  /** False for what takes no time and is over with this. */
  const release = (vertex: number): boolean => {
    if (vertex >= jobs) return false;
    if (durations[vertex] === 0) {
      starts[vertex] = now;
      return false;
    }
    if (waitingSince !== null) waitingSince[vertex] = now;
    ready.add(vertex);
    return true;
  };

  const start = (job: number) => {
    starts[job] = now;
    const end = now + (durations[job] ?? 0);
    let at = busy;
    for (; at > 0 && (ends[at - 1] ?? 0) < end; at -= 1) {
      ends[at] = ends[at - 1] ?? 0;
      running[at] = running[at - 1] ?? 0;
    }
    ends[at] = end;
    running[at] = job;
    busy += 1;
  };

  const startAll = () => {
    while (busy < workers) {
      const job = ready.take();
      if (job === -1) return;
      if (waits !== undefined) waited(job, -1);
      if (waiting === null || waiting.admit(job)) start(job);
    }
  };

  const run = (given: Float64Array): number => {
    durations = given;
    left.set(needs);
    now = 0;
    for (let job = 0; job < jobs; job += 1) {
      if (needs[job] === 0 && !release(job)) finish(job);
    }
    for (;;) {
      startAll();
      if (busy === 0 && (waiting === null || !waiting.wake())) return now;
      if (busy === 0) continue;
      now = ends[busy - 1] ?? now;
      while (busy > 0 && ends[busy - 1] === now) {
        busy -= 1;
        const job = running[busy] ?? 0;
        waiting?.release(job);
        finish(job);
      }
    }
  };
  return { starts, run };
}
