import { operations } from '@mosaic/contract';
import type { WorkerUsage } from '@tony/core/runtimes';
import { limits } from './limits.ts';
import type { RunContext } from './run-context.ts';

/**
 * Tells the hub what a worker uses, at most once in a while: agents report with every message.
 *
 * What gets lost on the way is told again with the next report, and at last with the result.
 */
export function usageReporter(context: RunContext): (usage: WorkerUsage) => void {
  const { runId, fencingToken } = context;
  let latest: WorkerUsage | null = null;
  let isWaiting = false;
  const send = (): void => {
    isWaiting = false;
    if (latest === null || context.signal.aborted) return;
    const { usedTokens, contextPercent } = latest;
    latest = null;
    context.options.client
      .call(operations.reportRun, { runId, fencingToken, usedTokens, contextPercent })
      .catch(() => undefined);
  };
  return (usage) => {
    latest = usage;
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(send, limits.usageReportMs).unref();
  };
}
