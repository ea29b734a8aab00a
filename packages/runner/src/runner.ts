import { setTimeout as sleep } from 'node:timers/promises';
import { isMosaicError, operations, type RunAssignment } from '@mosaic/contract';
import { endEarlierRuns } from './end-earlier-runs.ts';
import { limits } from './limits.ts';
import { performRun } from './perform-run.ts';
import type { RunnerOptions } from './runner-options.ts';
import { openSession, type RunnerSession } from './runner-session.ts';
import { findLeftovers, sweepLeftovers } from './sweep-leftovers.ts';

export interface Runner {
  /** Ends runs in progress (they are given back) and waits for them. */
  close(): Promise<void>;
}

/**
 * Clears what an earlier life left behind, registers with the hub and takes runs until closed.
 *
 * The hub decides what is done and in which order; a runner only says what it is able to do.
 */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
  await endEarlierRuns(options);
  const running = new Map<string, Promise<void>>();
  const shutdown = new AbortController();
  const session = await openSession(
    options,
    () => [...running.keys()],
    () => {
      if (shutdown.signal.aborted) return;
      const facts = { name: options.name };
      options.log.warn(facts, 'another runner registered under this name; this one stops');
      shutdown.abort();
    },
  );
  const leftovers = await findLeftovers(options);
  const taking = takeRuns(options, session, running, shutdown.signal);
  // New runs need not wait for this: they have directories of their own.
  const swept = sweepLeftovers(options, leftovers, shutdown.signal).catch((error: unknown) =>
    options.log.warn({ err: error }, 'what an earlier life left could not be cleared'),
  );
  return {
    async close() {
      shutdown.abort();
      await Promise.all([taking, swept, ...running.values()]);
      session.stop();
    },
  };
}

/** Claims as many runs as slots are free, starts them, and again. A hub that is away is waited for. */
async function takeRuns(
  options: RunnerOptions,
  session: RunnerSession,
  running: Map<string, Promise<void>>,
  shutdown: AbortSignal,
): Promise<void> {
  while (!shutdown.aborted) {
    if (running.size >= options.slots) {
      await Promise.race(running.values());
      continue;
    }
    const assignments = await claim(options, session, options.slots - running.size, shutdown);
    for (const assignment of assignments) {
      const taskId = assignment.task.id;
      const run = performRun(options, assignment, shutdown).finally(() => running.delete(taskId));
      running.set(taskId, run);
    }
  }
}

async function claim(
  options: RunnerOptions,
  session: RunnerSession,
  count: number,
  shutdown: AbortSignal,
): Promise<RunAssignment[]> {
  try {
    const { agentId, sessionId } = session;
    const { assignments } = await options.client.call(
      operations.claimTask,
      {
        agentId,
        sessionId,
        steps: ['review', 'work', 'verify'],
        runtimes: [...options.runtimes.keys()],
        count: Math.min(count, limits.claimCountMax),
        waitMs: limits.claimWaitMs,
      },
      { signal: shutdown },
    );
    return assignments.filter((assignment) => assignment.kind === 'run');
  } catch (error) {
    if (shutdown.aborted) return [];
    const isExpected = isMosaicError(error) && ['unavailable', 'lease_lost'].includes(error.code);
    if (!isExpected) options.log.warn({ err: error }, 'could not claim; trying again');
    // The session may have lapsed while the hub was away: a beat begins a new one.
    await session.beat().catch(() => undefined);
    await sleep(limits.claimRetryMs, undefined, { signal: shutdown }).catch(() => undefined);
    return [];
  }
}
