import { operations } from '@mosaic/contract';
import type { CommandContext } from '../../pipeline/handler.ts';
import { type TaskReader, unoffered } from './task-store.ts';

/**
 * Ends every lease that lapsed: its run counts as lost, the offer is gone, and the
 * mission engine learns of it by the event.
 *
 * Runs before each claim and from a timer, so that a dead runner never holds
 * a task for longer than its lease.
 */
export async function expireLeases(context: CommandContext): Promise<number> {
  const store: TaskReader = context.store;
  const lapsed = await store
    .selectFrom('task')
    .selectAll()
    .where('lease_expires_at', '<', context.clock.now())
    .execute();
  for (const row of lapsed) {
    const reason = 'The lease lapsed: the runner went silent.';
    await context.call(operations.loseRun, {
      runId: row.lease_run_id ?? '',
      status: 'lost',
      reason,
    });
    await store.updateTable('task').set(unoffered).where('id', '=', row.id).execute();
    context.emit({
      type: 'task.expired',
      projectId: row.project_id,
      missionId: row.mission_id,
      taskId: row.id,
      runId: row.lease_run_id,
      data: { key: row.key },
    });
  }
  return lapsed.length;
}
