import { isMosaicError, operations } from '@mosaic/contract';
import { sweepOrphans } from '@mosaic/sandbox';
import { limits } from './limits.ts';
import type { RunnerOptions } from './runner-options.ts';

/**
 * Gives back what an earlier life of this runner still holds, so that nobody has to wait
 * for its leases to lapse.
 *
 * Names of runners are unique, so a run of this agent that is going on belongs to a life
 * that was cut off. Its processes are ended first: nothing of it may go on beside the next try.
 */
export async function giveBackRuns(options: RunnerOptions, agentId: string): Promise<void> {
  const { client } = options;
  const { items } = await client.call(operations.listRuns, { limit: limits.earlierRunsMax });
  for (const run of items) {
    if (run.status !== 'running' || run.agentId !== agentId) continue;
    await sweepOrphans(run.id);
    const { lease } = await client.call(operations.showTask, { taskId: run.taskId });
    if (lease?.runId !== run.id) continue;
    const { fencingToken } = lease;
    const reason = 'The runner was ended and started anew.';
    await client
      .call(operations.releaseTask, { taskId: run.taskId, fencingToken, reason })
      .catch((error: unknown) => {
        // It lapsed just now, which comes to the same.
        if (!isMosaicError(error) || error.code !== 'lease_lost') throw error;
      });
  }
}
