import { isMosaicError, type WorkerResult } from '@mosaic/contract';
import { changedFiles, fetchFromClone, isAncestor, log, readFile } from '@mosaic/git';
import { changedGateScripts } from './changed-gate-scripts.ts';
import { checkChanges } from './check-changes.ts';
import { type FailureFacts, RunFailed } from './failure.ts';
import { runRef } from './keep-run-commit.ts';
import { limits } from './limits.ts';
import type { RunContext } from './run-context.ts';

export interface FinishedWork {
  /** Clone of the worker. */
  directory: string;
  /** What the worker said. */
  claimed: WorkerResult | null;
  usedTokens: number | null;
}

/**
 * Fetches what the worker committed and holds it against the rules of the task.
 *
 * The branch of the clone counts, not the commit the worker names: a made-up id is a
 * lie that changes nothing, and a true one is on the branch.
 */
export async function takeWork(context: RunContext, work: FinishedWork): Promise<string> {
  const { baseCommit } = context.assignment.brief;
  const facts = { usedTokens: work.usedTokens, notes: work.claimed?.notes ?? '' };
  const commit = await fetchWork(context, work.directory, facts);
  const claimed = work.claimed?.commit_sha ?? null;
  if (commit === baseCommit) {
    if (isGoneAlready(work.claimed)) return commit;
    const message =
      claimed === null
        ? 'The worker reported success but committed nothing on the branch of its clone.'
        : `The worker reported success with commit ${claimed}, but the branch of its clone did not move.`;
    throw new RunFailed('no_commit', message, facts);
  }
  if (!(await isAncestor(context.vault, baseCommit, commit))) {
    const message =
      'The branch of the clone was rewritten: it no longer contains the commit it started from.';
    throw new RunFailed('foreign_change', message, facts);
  }
  const added = await log(context.vault, baseCommit, commit);
  if (added.some(({ parents }) => parents.length === 0)) {
    const message =
      'The branch of the clone was joined with a history that is not of this repository.';
    throw new RunFailed('foreign_change', message, facts);
  }
  if (claimed !== null && !commit.startsWith(claimed.toLowerCase())) {
    context.log.line(
      `the worker named ${claimed}; its branch is at ${commit}, which is what counts`,
    );
  }
  const changes = await changedFiles(context.vault, baseCommit, commit);
  const failure = checkChanges(changes, context.assignment.task.scope);
  if (failure) throw new RunFailed(failure.code, failure.message, facts);
  await refuseRewrittenGates(context, commit, facts);
  return commit;
}

/** A worker may not decide what its own proof runs. */
async function refuseRewrittenGates(
  { assignment, project, vault }: RunContext,
  commit: string,
  facts: FailureFacts,
): Promise<void> {
  const read = (at: string) => readFile(vault, at, 'package.json', limits.manifestBytesMax);
  const [before, after] = [await read(assignment.brief.baseCommit), await read(commit)];
  const changed = changedGateScripts(project.gates, before, after);
  if (changed.length === 0) return;
  const message = `The gates run these scripts of package.json, which a task may not change: ${changed.slice(0, 10).join(', ')}. Leave them as they are.`;
  throw new RunFailed('protected_path', message, facts);
}

async function fetchWork(context: RunContext, clone: string, facts: FailureFacts): Promise<string> {
  try {
    return await fetchFromClone(context.vault, {
      clone,
      into: runRef(context.runId),
      maxBytes: limits.fetchBytesMax,
    });
  } catch (error) {
    if (!isMosaicError(error)) throw error;
    const code = error.code === 'too_large' ? 'disk_quota' : 'foreign_change';
    throw new RunFailed(code, `The work could not be taken over: ${error.message}`, facts);
  }
}

/** The fixer says so when another task removed the defect; verification proves it. */
function isGoneAlready(claimed: WorkerResult | null): boolean {
  return claimed?.status === 'success' && claimed.notes.startsWith('already-gone:');
}
