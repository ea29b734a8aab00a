import { operations } from '@mosaic/contract';
import { command, type Handler } from '../../pipeline/handler.ts';
import { offeredTopic } from './claim.ts';
import { toLease } from './convert.ts';
import { expireLeases } from './expire.ts';
import { leaseEnd, requireLease } from './rules.ts';
import { changeTask, findTask, leaseState, loadTask, unoffered } from './task-store.ts';

/** Renewing, giving back and ending leases. */
export const leaseHandlers: readonly Handler[] = [
  command(operations.heartbeatTask, async (context, { taskId, fencingToken }) => {
    context.quiet();
    const row = await findTask(context.store, taskId);
    const now = context.clock.now();
    requireLease(leaseState(row), fencingToken, now);
    const renewed = { ...row, lease_expires_at: leaseEnd(now) };
    await changeTask(context.store, taskId, { lease_expires_at: renewed.lease_expires_at });
    const lease = toLease(renewed);
    if (!lease) throw new Error(`${taskId} has a lease without a holder`);
    return { lease, isStopRequested: row.is_stop_requested === 1 };
  }),

  command(operations.releaseTask, async (context, { taskId, fencingToken, reason }) => {
    const row = await findTask(context.store, taskId);
    requireLease(leaseState(row), fencingToken, context.clock.now());
    await context.call(operations.loseRun, {
      runId: row.lease_run_id ?? '',
      status: 'cancelled',
      reason,
    });
    const task = await changeTask(context.store, taskId, unoffered);
    context.emit({
      type: 'task.released',
      projectId: row.project_id,
      missionId: row.mission_id,
      taskId,
      runId: row.lease_run_id,
      data: { key: row.key, reason },
    });
    return task;
  }),

  command(operations.freeTask, async (context, { taskId, runId, usedTokens }) => {
    const row = await findTask(context.store, taskId);
    if (row.lease_run_id !== runId) return loadTask(context.store, taskId);
    const known = row.used_tokens === null ? 0 : Number(row.used_tokens);
    const used = usedTokens === null ? row.used_tokens : known + usedTokens;
    return changeTask(context.store, taskId, { ...unoffered, used_tokens: used });
  }),

  command(operations.expireTasks, async (context) => {
    const expired = await expireLeases(context);
    if (expired === 0) context.quiet();
    else context.hint(offeredTopic);
    return { expired };
  }),
];
