import { operations } from '@mosaic/contract';
import { sweepOrphans } from '@mosaic/sandbox';
import { limits } from './limits.ts';
import type { RunnerOptions } from './runner-options.ts';

/**
 * Ends the processes of runs that an earlier life of this runner left, before it registers:
 * registering gives those runs back, and nothing of them may go on beside the next try.
 *
 * Names of runners are unique, so a run under this name that is going on belongs to a life
 * that was cut off.
 */
export async function endEarlierRuns({ client, name }: RunnerOptions): Promise<void> {
  const { items } = await client.call(operations.listRuns, { limit: limits.earlierRunsMax });
  for (const run of items) {
    if (run.status === 'running' && run.agentName === name) await sweepOrphans(run.id);
  }
}
