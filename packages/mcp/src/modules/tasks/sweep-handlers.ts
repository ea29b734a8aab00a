import { limits, operations } from '@mosaic/contract';
import { type CommandContext, command, type Handler } from '../../pipeline/handler.ts';
import { readyTopic } from './claim.ts';
import { promote } from './claim-tasks.ts';
import { createLedger } from './ledger.ts';
import { taskLimits } from './limits.ts';
import type { TaskReader } from './task-store.ts';

/** What timers do, for all tenants, a bounded piece at a time. */
export const sweepHandlers: readonly Handler[] = [
  command(operations.promoteTasks, promoteAll, { isForAllTenants: true }),
  command(operations.pruneTasks, pruneAll, { isForAllTenants: true }),
];

async function promoteAll(context: CommandContext) {
  context.quiet();
  const promoted = await promote(context, createLedger());
  if (promoted > 0) context.hint(readyTopic);
  return { promoted, hasMore: promoted === taskLimits.sweepMax };
}

async function pruneAll(context: CommandContext) {
  context.quiet();
  const store: TaskReader = context.store;
  const rows = await store
    .selectFrom('task')
    .select('id')
    .where('kind', '=', 'job')
    .where('completed_at', '<', context.clock.now() - limits.finishedJobAgeMsMax)
    .where('completed_at', 'is not', null)
    .orderBy('completed_at')
    .limit(taskLimits.sweepMax)
    .execute();
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) {
    await store.deleteFrom('task_dependency').where('task_id', 'in', ids).execute();
    await store.deleteFrom('task').where('id', 'in', ids).execute();
  }
  return { removed: ids.length, hasMore: ids.length === taskLimits.sweepMax };
}
