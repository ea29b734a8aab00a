import { isMosaicError, operations, type Run, type RunResult } from '@mosaic/contract';
import type { Selectable } from 'kysely';
import { canonicalHash } from '../../pipeline/canonical-hash.ts';
import { type CommandContext, command, type Handler } from '../../pipeline/handler.ts';
import { storableText } from '../../store/storable-text.ts';
import { changeRun, findRun, holdRun, type RunReader, toRun } from './run-store.ts';
import type { RunRow } from './tables.ts';

/** Opening, reporting on and ending runs. */
export const lifeHandlers: readonly Handler[] = [
  command(operations.startRun, async (context, input) => {
    const store: RunReader = context.store;
    await store
      .insertInto('run')
      .values({
        id: input.id,
        tenant: context.principal.tenant,
        task_id: input.taskId,
        mission_id: input.missionId,
        step: input.step,
        attempt: input.attempt,
        status: 'running',
        runtime: input.runtime,
        agent_id: input.agentId,
        agent_name: input.agentName,
        fencing_token: input.fencingToken,
        base_commit: input.baseCommit,
        log_chars: 0,
        started_at: context.clock.now(),
      })
      .execute();
    return toRun(await findRun(context, input.id));
  }),

  command(operations.checkRun, async (context, { runId, fencingToken }) => {
    context.quiet();
    return toRun(await holdRun(context, runId, fencingToken));
  }),

  command(operations.reportRun, async (context, { runId, fencingToken, ...report }) => {
    context.quiet();
    const row = await holdRun(context, runId, fencingToken);
    const run = await changeRun(context, runId, {
      used_tokens: report.usedTokens ?? row.used_tokens,
      context_percent: report.contextPercent ?? row.context_percent,
      notes: report.note === '' ? row.notes : storableText(report.note),
    });
    context.emit({
      ...subject(run),
      type: 'run.progressed',
      data: { usedTokens: run.usedTokens, contextPercent: run.contextPercent, note: report.note },
    });
    return run;
  }),

  command(operations.finishRun, async (context, { runId, fencingToken, result }) => {
    const known = await findRun(context, runId);
    if (isSameEnd(known, fencingToken, result)) {
      context.quiet();
      return toRun(known);
    }
    await holdRun(context, runId, fencingToken);
    const run = await changeRun(context, runId, endOf(result, known, context.clock.now()));
    await context.call(operations.freeTask, {
      taskId: run.taskId,
      runId,
      usedTokens: result.usedTokens,
    });
    announceEnd(context, run);
    return run;
  }),

  command(operations.loseRun, async (context, { runId, status, reason }) => {
    const known = await findRun(context, runId).catch(ignoreMissing);
    if (known?.status !== 'running') return toRun(await findRun(context, runId));
    const run = await changeRun(context, runId, {
      status,
      failure: JSON.stringify({
        code: status === 'lost' ? 'lease_lost' : 'stopped',
        message: reason,
      }),
      finished_at: context.clock.now(),
    });
    announceEnd(context, run);
    return run;
  }),
];

function endOf(
  result: RunResult,
  known: Selectable<RunRow>,
  now: number,
): Partial<Selectable<RunRow>> {
  return {
    status: result.status,
    commit_id: result.status === 'succeeded' ? result.commit : null,
    failure: result.status === 'failed' ? JSON.stringify(result.failure) : null,
    used_tokens: result.usedTokens ?? known.used_tokens,
    notes: storableText(result.notes),
    is_sandboxed: result.sandboxed ? 1 : 0,
    finished_at: now,
  };
}

/** A runner that never saw our answer says the same again. */
function isSameEnd(row: Selectable<RunRow>, fencingToken: number, result: RunResult): boolean {
  if (row.status !== result.status || row.fencing_token !== fencingToken) return false;
  if (result.status === 'succeeded') return row.commit_id === result.commit;
  return canonicalHash(JSON.parse(row.failure ?? 'null')) === canonicalHash(result.failure);
}

function announceEnd(context: CommandContext, run: Run): void {
  context.emit({
    ...subject(run),
    type: 'run.finished',
    data: { step: run.step, attempt: run.attempt, status: run.status, failure: run.failure },
  });
  context.hint(`run.log:${run.id}`);
}

function subject(run: Run) {
  return { missionId: run.missionId, taskId: run.taskId, runId: run.id };
}

function ignoreMissing(error: unknown): null {
  if (isMosaicError(error) && error.code === 'not_found') return null;
  throw error;
}
