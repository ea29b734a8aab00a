import { isMosaicError, operations, type RunAssignment, type RunResult } from '@mosaic/contract';
import { openVault } from '@mosaic/git';
import { chooseSandbox } from './choose-sandbox.ts';
import { failedResult, RunFailed } from './failure.ts';
import { keepLease, type StopCause } from './keep-lease.ts';
import { limits } from './limits.ts';
import { reviewStep } from './review-step.ts';
import type { RunContext } from './run-context.ts';
import { createRunLog } from './run-log.ts';
import type { RunnerOptions } from './runner-options.ts';
import { verifyStep } from './verify-step.ts';
import { workStep } from './work-step.ts';

const steps = { review: reviewStep, work: workStep, verify: verifyStep } as const;

/**
 * Does one run from claim to result.
 *
 * Whatever happens the hub is told, unless the lease is lost: then everything said
 * would be refused, and the run is somebody else's by now.
 */
export async function performRun(
  options: RunnerOptions,
  assignment: RunAssignment,
  shutdown: AbortSignal,
): Promise<void> {
  const { task, brief, lease } = assignment;
  const { runId, fencingToken } = lease;
  const kept = keepLease(options.client, { ...lease, taskId: task.id }, shutdown);
  const log = createRunLog(options.client, runId, fencingToken);
  log.line(`${brief.step} ${task.key}, attempt ${brief.attempt}: ${task.title}`);
  try {
    const result = await attempt(options, assignment, log, kept.signal);
    await log.close();
    if (kept.signal.reason === ('lease_lost' satisfies StopCause)) return;
    if (kept.signal.reason === ('shutdown' satisfies StopCause)) {
      await options.client.call(operations.releaseTask, {
        taskId: task.id,
        fencingToken,
        reason: 'The runner was shut down.',
      });
      return;
    }
    await finish(options, runId, fencingToken, result);
  } catch (error) {
    if (isMosaicError(error) && error.code === 'lease_lost') return;
    options.log.warn({ err: error, runId }, 'run could not be reported; its lease will lapse');
  } finally {
    kept.stop();
  }
}

async function attempt(
  options: RunnerOptions,
  assignment: RunAssignment,
  log: RunContext['log'],
  signal: AbortSignal,
): Promise<RunResult> {
  const { task, brief, lease } = assignment;
  let isSandboxed = options.sandbox.kind === 'bubblewrap';
  try {
    const project = await options.client.call(operations.showProject, {
      projectId: task.projectId,
    });
    const sandbox = chooseSandbox(options.sandbox, project);
    isSandboxed = sandbox === 'bubblewrap';
    if (!isSandboxed) log.line('No sandbox here: commands of this run use the rights of the hub.');
    const vault = await openVault(`${options.directories.vaults}/${task.missionId}.git`);
    const context: RunContext = {
      options,
      assignment,
      project,
      vault,
      log,
      signal,
      sandbox,
      runId: lease.runId,
      fencingToken: lease.fencingToken,
    };
    return await steps[brief.step](context);
  } catch (error) {
    const failure = failureOf(error, signal);
    if (failure.code === 'internal')
      options.log.warn({ err: error, runId: lease.runId }, 'run failed');
    log.line(`failed (${failure.code}): ${failure.message}`);
    const { usedTokens, notes } = costOf(error);
    return failedResult(failure, { usedTokens, notes, sandboxed: isSandboxed });
  }
}

function failureOf(error: unknown, signal: AbortSignal) {
  if (signal.aborted) return { code: 'stopped' as const, message: 'The run was asked to stop.' };
  if (error instanceof RunFailed) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  const code = isMosaicError(error) && error.code === 'lease_lost' ? 'lease_lost' : 'internal';
  return { code, message: `The runner failed: ${message}`.slice(0, 2_000) } as const;
}

/** Failures of a worker carry what it used up to then. */
function costOf(error: unknown): { usedTokens: number | null; notes: string } {
  if (!(error instanceof RunFailed)) return { usedTokens: null, notes: '' };
  return { usedTokens: error.usedTokens, notes: error.notes };
}

/** Says the result until the hub has heard it, or will not hear it any more. */
async function finish(
  options: RunnerOptions,
  runId: string,
  fencingToken: number,
  result: RunResult,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await options.client.call(operations.finishRun, { runId, fencingToken, result });
      return;
    } catch (error) {
      const isFinal = isMosaicError(error) && !['unavailable', 'rate_limited'].includes(error.code);
      if (isFinal || attempt >= 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, limits.claimRetryMs));
    }
  }
}
