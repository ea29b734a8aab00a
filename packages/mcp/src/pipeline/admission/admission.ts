import { MosaicError } from '@mosaic/contract';
import { type Caller, createFairQueue } from './fair-queue.ts';
import type { Lane } from './lane.ts';
import { type AdmissionLimits, admissionLimits } from './limits.ts';
import { createPace } from './pace.ts';
import { createTurns } from './turns.ts';

type QueuedLane = Exclude<Lane, 'vital'>;

/** Told of what waits and what is refused; for metrics. */
export interface AdmissionObserver {
  waited(lane: Lane, waitedMs: number): void;
  refused(lane: Lane): void;
}

/** Lets in as many calls as the hub gets done in time, and refuses the rest at once. */
export interface Admission {
  /**
   * Waits for the turn of this caller; the answer ends the call and must be called once.
   *
   * @throws `rate_limited` when the wait would be too long
   */
  enter(caller: Caller, lane: Lane, signal?: AbortSignal): Promise<() => void>;
  /**
   * Looks before anything of a request was read: null when it may come in, else how long its
   * sender should wait. Goes by what the token was known for.
   */
  refusal(token: string | null, lane: Lane): number | null;
  /** Notes whose token that is. */
  learn(token: string | null, caller: Caller): void;
  waiting(lane: QueuedLane): number;
  underWay(lane: QueuedLane): number;
}

export interface AdmissionOptions {
  /** Milliseconds, finer than whole ones where the clock is; never set back. */
  now: () => number;
  random: () => number;
  /** Does something once what arrived meanwhile was looked at. */
  nextTurn: (work: () => void) => void;
  after: (ms: number, work: () => void) => () => void;
  observer?: AdmissionObserver;
  limits?: AdmissionLimits;
}

/** For a hub that serves only itself: lets everything in. */
export const openAdmission: Admission = {
  enter: async () => () => undefined,
  refusal: () => null,
  learn: () => undefined,
  waiting: () => 0,
  underWay: () => 0,
};

interface Waiting {
  readonly since: number;
  isGone(): boolean;
  start(): void;
  refuse(): void;
}

/**
 * Bounds how long calls wait instead of how many come in.
 *
 * A call is refused when, at the pace the hub has shown, its turn would come too late: after a
 * calm later than {@link AdmissionLimits.burstWaitMs}, and while the queue does not get empty any
 * more later than {@link AdmissionLimits.standingWaitMs} (the idea of CoDel: bursts are fine, a
 * standing queue only adds delay). Turns are fair, so that whoever sends too much waits behind
 * itself and is refused, and others are not. Vital calls pass without a turn.
 */
export function createAdmission(options: AdmissionOptions): Admission {
  const limits = options.limits ?? admissionLimits;
  const known = new Map<string, Caller>();
  const pumps: (() => void)[] = [];
  const { turnMs, turnMsMax } = limits;
  const turns = createTurns({ ...options, turnMs, turnMsMax }, () => {
    for (const pump of pumps) pump();
  });
  const openLane = (lane: QueuedLane) => createLane(lane, options, limits, turns.hasTime);
  const lanes = { command: openLane('command'), query: openLane('query') };
  pumps.push(lanes.command.pump, lanes.query.pump);

  const retryMs = () => Math.ceil(limits.retryMs + options.random() * limits.retrySpreadMs);
  return {
    async enter(caller, lane, signal) {
      if (lane === 'vital') return () => undefined;
      const isIn = await lanes[lane].enter(caller, signal);
      if (isIn) return lanes[lane].leave;
      options.observer?.refused(lane);
      throw busy(retryMs());
    },
    refusal(token, lane) {
      if (lane === 'vital' || token === null) return null;
      const caller = known.get(token);
      if (caller === undefined || !lanes[lane].isTooLate(caller)) return null;
      options.observer?.refused(lane);
      return retryMs();
    },
    learn(token, caller) {
      if (token === null || known.has(token)) return;
      const [oldest] = known.keys();
      if (known.size >= limits.knownTokens && oldest !== undefined) known.delete(oldest);
      known.set(token, caller);
    },
    waiting: (lane) => lanes[lane].waiting(),
    underWay: (lane) => lanes[lane].underWay(),
  };
}

function busy(retryAfterMs: number): MosaicError {
  return new MosaicError(
    'rate_limited',
    `The hub has more to do than it gets done in time. Try again in ${retryAfterMs} ms.`,
    { details: { retryAfterMs, reason: 'overload' } },
  );
}

/** One queue with its own bound of calls under way. */
function createLane(
  lane: QueuedLane,
  { now, after, observer }: AdmissionOptions,
  limits: AdmissionLimits,
  hasTime: (costMs: number, batch: number) => boolean,
) {
  const queue = createFairQueue<Waiting>();
  const pace = createPace(now, limits.paceWindowMs);
  let underWay = 0;
  let emptyAt = now();
  let isSweepPlanned = false;

  const hasTurn = (): boolean => hasTime(pace.perCallMs(), limits.batch[lane]);
  const waitMsMax = (): number =>
    now() - emptyAt > limits.standingAfterMs ? limits.standingWaitMs : limits.burstWaitMs;
  /** Everybody who waits gets a turn before the next one of the same caller. */
  const isTooLate = (caller: Caller): boolean => {
    if (queue.size >= limits.waitingMax) return true;
    const share = limits.waitingMin[lane] / Math.max(1, queue.callers);
    if (queue.sizeOf(caller) < share) return false;
    const before = Math.min(queue.size, (queue.sizeOf(caller) + 1) * queue.callers);
    return before * pace.perCallMs() > waitMsMax();
  };
  const start = (since: number): void => {
    underWay += 1;
    pace.busy(true);
    observer?.waited(lane, now() - since);
  };
  const pump = (): void => {
    if (queue.size === 0) return;
    while (queue.size > 0 && underWay < limits.underWay[lane] && hasTurn()) {
      const next = queue.shift();
      if (next?.isGone()) next.refuse();
      else next?.start();
    }
    if (queue.size === 0) emptyAt = now();
  };
  /** Refuses what waited too long all the same: the hub got slower than it was. */
  const planSweep = (): void => {
    if (isSweepPlanned) return;
    isSweepPlanned = true;
    after(limits.burstWaitMs / 4, () => {
      isSweepPlanned = false;
      const oldest = now() - limits.burstWaitMs;
      for (const late of queue.removeWhile(({ since }) => since < oldest)) late.refuse();
      if (queue.size > 0) planSweep();
    });
  };
  return {
    isTooLate,
    pump,
    waiting: () => queue.size,
    underWay: () => underWay,
    enter(caller: Caller, signal?: AbortSignal): Promise<boolean> {
      const since = now();
      if (queue.size === 0 && underWay < limits.underWay[lane] && hasTurn()) {
        emptyAt = since;
        start(since);
        return Promise.resolve(true);
      }
      if (isTooLate(caller)) return Promise.resolve(false);
      planSweep();
      return new Promise((resolve) => {
        queue.push(caller, {
          since,
          isGone: () => signal?.aborted === true,
          start() {
            start(since);
            resolve(true);
          },
          refuse: () => resolve(false),
        });
      });
    },
    leave(): void {
      underWay -= 1;
      pace.done();
      if (underWay === 0 && queue.size === 0) pace.busy(false);
      pump();
    },
  };
}
