import {
  type Assignment,
  limits,
  MosaicError,
  type OperationOutput,
  operations,
} from '@mosaic/contract';
import type { StreamContext } from '../../pipeline/handler.ts';
import { type Asking, abilitiesOf, type Claimant, readyTopic } from './claim.ts';
import { taskLimits } from './limits.ts';
import { abilitiesText } from './rules/requirement.ts';

/** Somebody who waits for tasks. */
export interface Waiter extends Asking {
  /** The waiting call itself is a sign of life. */
  isAlive: boolean;
}

/**
 * Where the agents of one node wait for tasks.
 *
 * A hint wakes the desk, not the agents: it leases what there is for as many of them as one
 * transaction serves, longest waiting first. Once nothing is left for some abilities, all who
 * have just these are passed over until something new may be there. Without a hint it
 * looks once a second, for one of each kind.
 */
export interface ClaimDesk {
  /**
   * Resolves with the first tasks that come, or with none after the time or when the caller goes.
   *
   * @throws `lease_lost`, `conflict` or `not_found` when the agent may take none any more
   */
  wait(context: StreamContext, waiter: Waiter, waitMs: number): Promise<Assignment[]>;
  /** Remembers what an agent is able to do, so that those alike need not be asked one by one. */
  learn(asking: Asking, abilities: string): void;
  abilitiesOf(asking: Asking, claimant: Claimant): string;
}

interface Waiting {
  readonly waiter: Waiter;
  readonly context: StreamContext;
  /** Null until the first look told. */
  abilities: string | null;
  settle(outcome: Assignment[] | MosaicError): void;
}

/** Those of one tenant, in the order they came. */
interface Counter {
  readonly waiting: Set<Waiting>;
  /** Abilities for which nothing was left since the last hint. */
  readonly dry: Set<string>;
  hasNews: boolean;
  hasNewcomers: boolean;
  isServing: boolean;
  stop: () => void;
}

type Served = OperationOutput<typeof operations.assignTasks>['served'][number];

/** Agents whose abilities are remembered. */
const learntMax = 20_000;

export function createClaimDesk(): ClaimDesk {
  const counters = new Map<string, Counter>();
  const learnt = new Map<string, string>();
  const keyOf = (asking: Asking) =>
    JSON.stringify([asking.agentId, asking.steps ?? null, asking.runtimes]);
  const desk: ClaimDesk = {
    learn(asking, abilities) {
      if (learnt.size >= learntMax) learnt.clear();
      learnt.set(keyOf(asking), abilities);
    },
    abilitiesOf(asking, claimant) {
      return abilitiesText(abilitiesOf(claimant, asking));
    },
    wait(context, waiter, waitMs) {
      const { tenant } = context.principal;
      const counter = counters.get(tenant) ?? openCounter(context);
      counters.set(tenant, counter);
      if (counter.waiting.size >= taskLimits.waitersMax) {
        throw new MosaicError(
          'unavailable',
          `${taskLimits.waitersMax} agents wait at this node already. Ask another node, or again later.`,
        );
      }
      return new Promise((resolve, reject) => {
        const finish = () => waiting.settle([]);
        const cancel = Number.isFinite(waitMs) ? context.clock.after(waitMs, finish) : () => {};
        const waiting: Waiting = {
          waiter,
          context,
          abilities: learnt.get(keyOf(waiter)) ?? null,
          settle(outcome) {
            if (!counter.waiting.delete(waiting)) return;
            cancel();
            context.signal.removeEventListener('abort', finish);
            if (counter.waiting.size === 0) {
              counter.stop();
              counters.delete(tenant);
            }
            if (Array.isArray(outcome)) resolve(outcome);
            else reject(outcome);
          },
        };
        counter.waiting.add(waiting);
        context.signal.addEventListener('abort', finish);
        if (context.signal.aborted) return finish();
        // What came since the first look was hinted, so abilities found dry since are dry still.
        counter.hasNewcomers = true;
        void serve(counter);
      });
    },
  };

  async function serve(counter: Counter): Promise<void> {
    if (counter.isServing) return;
    counter.isServing = true;
    try {
      while ((counter.hasNews || counter.hasNewcomers) && counter.waiting.size > 0) {
        if (counter.hasNews) counter.dry.clear();
        counter.hasNews = false;
        counter.hasNewcomers = false;
        await serveRound(counter);
      }
    } finally {
      counter.isServing = false;
    }
  }

  /** Serves until nothing is left for anybody who waits. */
  async function serveRound(counter: Counter): Promise<void> {
    const seen = new Set<Waiting>();
    const allowed = new Map<string, number>();
    for (;;) {
      const batch = nextBatch(counter, seen, allowed);
      const [first] = batch;
      if (!first) return;
      for (const waiting of batch) seen.add(waiting);
      const waiters = batch.map(({ waiter }) => ({
        agentId: waiter.agentId,
        sessionId: waiter.sessionId,
        steps: waiter.steps === undefined ? undefined : [...waiter.steps],
        runtimes: [...waiter.runtimes],
        count: Math.min(waiter.count, limits.claimCountMax),
        slots: waiter.slots,
        isAlive: waiter.isAlive,
      }));
      try {
        const { served } = await first.context.command(operations.assignTasks, { waiters });
        for (const [index, waiting] of batch.entries()) take(counter, waiting, served[index]);
      } catch {
        // Counted and logged where it failed; the next look tries again.
        return;
      }
    }
  }

  function take(counter: Counter, waiting: Waiting, served: Served | undefined): void {
    if (!served) return;
    if (served.refusal) {
      waiting.settle(new MosaicError(served.refusal.code, served.refusal.message));
      return;
    }
    waiting.abilities = served.abilities;
    desk.learn(waiting.waiter, served.abilities);
    if (served.isDry) counter.dry.add(served.abilities);
    if (served.assignments.length === 0) return;
    if (counter.waiting.has(waiting)) waiting.settle(served.assignments);
    else void giveBack(waiting, served.assignments);
  }

  /** Whoever waited is gone: what was leased for it goes back to the line. */
  async function giveBack({ context }: Waiting, assignments: readonly Assignment[]): Promise<void> {
    for (const { task, lease } of assignments) {
      const reason = 'The agent went away while it waited.';
      const release = { taskId: task.id, fencingToken: lease.fencingToken, reason };
      // Should this fail as well the agent says by its heartbeats that it does not have the task.
      await context.command(operations.releaseTask, release).catch(() => undefined);
    }
  }

  function openCounter({ onHint, clock }: StreamContext): Counter {
    const look = () => {
      counter.hasNews = true;
      void serve(counter);
    };
    let cancel = () => {};
    const lookAgain = () => {
      look();
      cancel = clock.after(taskLimits.deskLookMs, lookAgain);
    };
    cancel = clock.after(taskLimits.deskLookMs, lookAgain);
    const stopListening = onHint(readyTopic, look);
    const counter: Counter = {
      waiting: new Set(),
      dry: new Set(),
      hasNews: false,
      hasNewcomers: false,
      isServing: false,
      stop() {
        cancel();
        stopListening();
      },
    };
    return counter;
  }

  return desk;
}

/**
 * Those who may still get something, longest waiting first. Of those who are able to do the same
 * one alone tries first, then twice as many each time: mostly there is one task or none.
 */
function nextBatch(
  counter: Counter,
  seen: ReadonlySet<Waiting>,
  allowed: Map<string, number>,
): Waiting[] {
  const batch: Waiting[] = [];
  const taken = new Map<string, number>();
  for (const waiting of counter.waiting) {
    if (batch.length === taskLimits.deskBatchMax) break;
    if (seen.has(waiting)) continue;
    const { abilities } = waiting;
    if (abilities !== null) {
      const count = taken.get(abilities) ?? 0;
      if (counter.dry.has(abilities) || count >= (allowed.get(abilities) ?? 1)) continue;
      taken.set(abilities, count + 1);
    }
    batch.push(waiting);
  }
  for (const abilities of taken.keys()) {
    allowed.set(abilities, (allowed.get(abilities) ?? 1) * 2);
  }
  return batch;
}
