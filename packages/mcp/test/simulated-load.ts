import { type Admission, createAdmission } from '../src/pipeline/admission/admission.ts';
import type { Caller } from '../src/pipeline/admission/fair-queue.ts';
import type { Lane } from '../src/pipeline/admission/lane.ts';

/** Calls of one caller that arrive in even steps, whether or not earlier ones were answered. */
export interface Stream {
  readonly caller: Caller;
  readonly lane: Lane;
  readonly perSecond: number;
  /** From and to, in milliseconds of the simulation. */
  readonly from: number;
  readonly to: number;
}

export interface Hub {
  /** What one call costs the one core there is, and what a refusal costs. */
  readonly callMs: number;
  readonly refusalMs: number;
}

export interface Served {
  readonly stream: Stream;
  readonly arrivedAt: number;
  readonly doneAt: number;
  readonly isAccepted: boolean;
}

/**
 * A hub with one core under an open load, in simulated time: nothing waits for real, so that it
 * repeats exactly. Time passes only by what calls and refusals cost.
 */
export async function simulateLoad(hub: Hub, streams: readonly Stream[]): Promise<Served[]> {
  const arrivals = streams
    .flatMap((stream) => arrivalsOf(stream))
    .sort((a, b) => a.arrivedAt - b.arrivedAt);
  const served: Served[] = [];
  const turns: (() => void)[] = [];
  let timers: { due: number; work: () => void }[] = [];
  let now = 0;
  const admission: Admission = createAdmission({
    now: () => now,
    random: () => 0.5,
    nextTurn: (work) => turns.push(work),
    after(ms, work) {
      const timer = { due: now + ms, work };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  });
  const arrive = async (stream: Stream, arrivedAt: number) => {
    const end = (isAccepted: boolean, costMs: number) => {
      now += costMs;
      served.push({ stream, arrivedAt, doneAt: now, isAccepted });
    };
    const token = `${stream.caller.tenant}/${stream.caller.name}`;
    if (admission.refusal(token, stream.lane) !== null) return end(false, hub.refusalMs);
    admission.learn(token, stream.caller);
    const leave = await admission.enter(stream.caller, stream.lane).catch(() => null);
    if (leave === null) return end(false, hub.refusalMs);
    end(true, hub.callMs);
    leave();
  };
  // One round is one turn of an event loop: timers, what arrived, what was put off.
  for (let next = 0; served.length < arrivals.length; ) {
    for (const { work } of takeDue(timers, now)) work();
    while (next < arrivals.length && (arrivals[next]?.arrivedAt ?? 0) <= now) {
      const { stream, arrivedAt } = arrivals[next] as (typeof arrivals)[number];
      next += 1;
      void arrive(stream, arrivedAt);
      await settle();
    }
    for (const work of turns.splice(0)) {
      work();
      await settle();
    }
    const isIdle = admission.waiting('command') + admission.waiting('query') === 0;
    if (isIdle && turns.length === 0) now = Math.max(now, arrivals[next]?.arrivedAt ?? now);
  }
  return served;
}

function arrivalsOf(stream: Stream): { stream: Stream; arrivedAt: number }[] {
  const stepMs = 1_000 / stream.perSecond;
  const count = Math.floor((stream.to - stream.from) / stepMs);
  return Array.from({ length: count }, (_, index) => ({
    stream,
    arrivedAt: stream.from + index * stepMs,
  }));
}

function takeDue(timers: { due: number; work: () => void }[], now: number) {
  const due = timers.filter((timer) => timer.due <= now);
  for (const timer of due) timers.splice(timers.indexOf(timer), 1);
  return due;
}

/** Lets promises come through; what they do costs simulated time only where it says so. */
async function settle(): Promise<void> {
  for (let round = 0; round < 8; round += 1) await Promise.resolve();
}
