import { isMosaicError, operations, type ScheduledTask } from '@mosaic/contract';
import type { Selectable } from 'kysely';
import { toInstant } from '../../pipeline/clock.ts';
import { type CommandContext, command, type Handler } from '../../pipeline/handler.ts';
import { dueOccurrences } from './rules.ts';
import { type ScheduleReader, startedTiming } from './schedule-store.ts';
import type { ScheduleRow } from './tables.ts';

/** Schedules served in one transaction. */
const schedulesMax = 50;

/**
 * Enqueues what is due and moves each schedule on, in one transaction. The key of each job
 * names its occurrence, so that even a schedule that was set back enqueues none twice.
 */
export const enqueueHandler: Handler = command(operations.enqueueSchedules, enqueueAll, {
  isForAllTenants: true,
});

async function enqueueAll(context: CommandContext) {
  const store: ScheduleReader = context.store;
  const now = context.clock.now();
  const rows = await store
    .selectFrom('task_schedule')
    .selectAll()
    .where('next_at', '<=', now)
    .orderBy('next_at')
    .limit(schedulesMax)
    .execute();
  if (rows.length === 0) context.quiet();
  let enqueued = 0;
  for (const row of rows) {
    enqueued += await enqueueDue(context.forTenant(row.tenant), row, now);
  }
  return { enqueued, hasMore: rows.length === schedulesMax };
}

async function enqueueDue(
  context: CommandContext,
  row: Selectable<ScheduleRow>,
  now: number,
): Promise<number> {
  const store: ScheduleReader = context.store;
  const { timing, startedAt } = startedTiming(row);
  const due = dueOccurrences(timing, row.catch_up, startedAt, row.next_at ?? now, now);
  const outcome = await submit(context, row, due.occurrences);
  await store
    .updateTable('task_schedule')
    .set({
      next_at: due.nextAt,
      last_at: due.occurrences.at(-1) ?? row.last_at,
      enqueued: row.enqueued + outcome.count,
      last_error: outcome.error,
    })
    .where('id', '=', row.id)
    .execute();
  return outcome.count;
}

/** One schedule that cannot enqueue holds up no other. */
async function submit(
  context: CommandContext,
  row: Selectable<ScheduleRow>,
  occurrences: readonly number[],
): Promise<{ count: number; error: string | null }> {
  if (occurrences.length === 0) return { count: 0, error: row.last_error };
  const task: ScheduledTask = JSON.parse(row.task);
  try {
    const { tasks } = await context.call(operations.enqueueTasks, {
      scheduleId: row.id,
      jobs: occurrences.map((at) => ({ ...task, key: `${row.name}@${toInstant(at)}` })),
    });
    return { count: tasks.filter(({ isNew }) => isNew).length, error: null };
  } catch (error) {
    if (!isMosaicError(error) || error.code === 'unavailable') throw error;
    return { count: 0, error: error.message };
  }
}
