import { setTimeout as sleep } from 'node:timers/promises';
import { isMosaicError, operations } from '@mosaic/contract';
import { giveBackRuns } from './give-back-runs.ts';
import { limits } from './limits.ts';
import { performRun } from './perform-run.ts';
import type { RunnerOptions } from './runner-options.ts';
import { findLeftovers, sweepLeftovers } from './sweep-leftovers.ts';

export interface Runner {
  /** Ends runs in progress (they are given back) and waits for them. */
  close(): Promise<void>;
}

/**
 * Registers with the hub, clears what an earlier life left behind and takes runs until closed.
 *
 * The hub decides what is done and in which order; a runner only says what it is able to do.
 */
export async function startRunner(options: RunnerOptions): Promise<Runner> {
  const agentId = await register(options);
  await giveBackRuns(options, agentId);
  const leftovers = await findLeftovers(options);
  const shutdown = new AbortController();
  const beat = setInterval(() => void heartbeat(options, agentId), limits.heartbeatMs);
  beat.unref();
  const slots = Array.from({ length: options.slots }, () =>
    takeRuns(options, agentId, shutdown.signal),
  );
  // New runs need not wait for this: they have directories of their own.
  const swept = sweepLeftovers(options, leftovers, shutdown.signal).catch((error: unknown) =>
    options.log.warn({ err: error }, 'what an earlier life left could not be cleared'),
  );
  return {
    async close() {
      shutdown.abort();
      clearInterval(beat);
      await Promise.all([...slots, swept]);
    },
  };
}

async function register(options: RunnerOptions): Promise<string> {
  const isAllowed = options.sandbox.kind === 'bubblewrap' || options.sandbox.isWaived;
  const agent = await options.client.call(operations.registerAgent, {
    name: options.name,
    type: 'runner',
    version: options.version,
    capabilities: [
      'step:review',
      'step:work',
      'step:verify',
      ...[...options.runtimes.keys()].map((id) => `runtime:${id}`),
      isAllowed
        ? `sandbox:${options.sandbox.kind === 'none' ? 'waived' : 'bubblewrap'}`
        : 'sandbox:none',
    ],
  });
  return agent.id;
}

/** One slot: claim, run, again. A hub that is away is waited for. */
async function takeRuns(
  options: RunnerOptions,
  agentId: string,
  shutdown: AbortSignal,
): Promise<void> {
  while (!shutdown.aborted) {
    try {
      const { assignment } = await options.client.call(
        operations.claimTask,
        { agentId, runtimes: [...options.runtimes.keys()], waitMs: limits.claimWaitMs },
        { signal: shutdown },
      );
      if (assignment) await performRun(options, assignment, shutdown);
    } catch (error) {
      if (shutdown.aborted) return;
      const isExpected = isMosaicError(error) && error.code === 'unavailable';
      if (!isExpected) options.log.warn({ err: error }, 'could not claim; trying again');
      await sleep(limits.claimRetryMs, undefined, { signal: shutdown }).catch(() => undefined);
    }
  }
}

async function heartbeat(options: RunnerOptions, agentId: string): Promise<void> {
  try {
    await options.client.call(operations.heartbeatAgent, { agentId });
  } catch {
    // A hub that is away is noticed by the claims; the next beat tries again.
  }
}
