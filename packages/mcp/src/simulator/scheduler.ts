import type { Trace } from './trace.ts';

/** Says that an event turned out to be nothing: its receiver is dead, or no longer cares. */
export const nothing = Symbol('nothing');

/** What an event does; returns `nothing` when it did no work. */
export type Work = () => unknown;

/** Virtual time: events happen one after the other, each only once the last has come to rest. */
export interface Scheduler {
  /** Milliseconds since the world began; nobody in the world can see this clock. */
  now(): number;
  /** Events that did real work: a message delivered, a timer fired, a statement run. */
  steps(): number;
  /** Does `work` once, `delayMs` from now; returns how to call it off. */
  after(delayMs: number, label: string, work: Work): () => void;
  /** Runs events in order until `isOver` holds, nothing is left, or the time is reached. */
  run(isOver: () => boolean, untilMs: number): Promise<void>;
}

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly label: string;
  work: Work | null;
}

export function createScheduler(trace: Trace): Scheduler {
  const heap: Entry[] = [];
  let now = 0;
  let order = 0;
  let steps = 0;
  return {
    now: () => now,
    steps: () => steps,
    after(delayMs, label, work) {
      order += 1;
      const entry: Entry = { at: now + Math.max(0, delayMs), order, label, work };
      push(heap, entry);
      return () => {
        entry.work = null;
      };
    },
    async run(isOver, untilMs) {
      while (!isOver()) {
        const entry = heap[0];
        if (!entry || entry.at > untilMs) return;
        pop(heap);
        if (entry.work === null) continue;
        now = entry.at;
        if (entry.work() === nothing) continue;
        steps += 1;
        trace.add(`${now.toFixed(3)} ${entry.label}`);
        // Everything in the world waits on events only, so one turn of the real loop brings it to rest.
        await nextTurn();
      }
    },
  };
}

/** Resolves after everything that is ready now, and all that it makes ready, has run. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function push(heap: Entry[], entry: Entry): void {
  let index = heap.push(entry) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent];
    if (!above || !isBefore(entry, above)) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let index = 0;
  for (;;) {
    let child = 2 * index + 1;
    const left = heap[child];
    const right = heap[child + 1];
    if (!left) break;
    if (right && isBefore(right, left)) child += 1;
    const smaller = heap[child];
    if (!smaller || !isBefore(smaller, last)) break;
    heap[index] = smaller;
    index = child;
  }
  heap[index] = last;
}
