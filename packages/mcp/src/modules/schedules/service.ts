import { limits, MosaicError, operations } from '@mosaic/contract';
import { moduleDuty } from '../../cluster/duty.ts';
import type { Module } from '../../module.ts';
import { cutPage, decodeCursor } from '../../pipeline/cursor.ts';
import { type CommandContext, command, query } from '../../pipeline/handler.ts';
import { enqueueHandler } from './enqueue.ts';
import { nextOccurrence, requireTiming } from './rules.ts';
import {
  changeSchedule,
  findSchedule,
  type ScheduleReader,
  startedTiming,
  toSchedule,
} from './schedule-store.ts';
import { scheduleMigrations } from './tables.ts';

/** Recurring jobs: by cron expression with a time zone, or every so often. */
export const schedulesModule: Module = {
  name: 'schedules',
  migrations: scheduleMigrations,
  duties: [moduleDuty(operations.enqueueSchedules, 500, {})],
  handlers: [
    command(operations.addSchedule, async (context, { name, timing, catchUp, task }) => {
      const store: ScheduleReader = context.store;
      const { tenant } = context.principal;
      const now = context.clock.now();
      requireTiming(timing, now);
      await requireRoom(context, name);
      const id = context.clock.newId('schedule');
      await store
        .insertInto('task_schedule')
        .values({
          tenant,
          id,
          name,
          timing: JSON.stringify({ timing, startedAt: now }),
          catch_up: catchUp,
          task: JSON.stringify(task),
          is_paused: 0,
          next_at: nextOccurrence(timing, now, now),
          enqueued: 0,
          created_at: now,
        })
        .execute();
      context.target(id);
      return toSchedule(await findSchedule(context, id));
    }),

    command(operations.updateSchedule, async (context, { scheduleId, ...change }) => {
      const row = await findSchedule(context, scheduleId);
      const now = context.clock.now();
      if (change.timing) requireTiming(change.timing, now);
      const isPaused = row.is_paused === 1;
      return changeSchedule(context, scheduleId, {
        ...(change.catchUp ? { catch_up: change.catchUp } : {}),
        ...(change.task ? { task: JSON.stringify(change.task) } : {}),
        ...(change.timing
          ? {
              timing: JSON.stringify({ timing: change.timing, startedAt: now }),
              next_at: isPaused ? null : nextOccurrence(change.timing, now, now),
            }
          : {}),
      });
    }),

    command(operations.pauseSchedule, async (context, { scheduleId }) => {
      await findSchedule(context, scheduleId);
      return changeSchedule(context, scheduleId, { is_paused: 1, next_at: null });
    }),

    command(operations.resumeSchedule, async (context, { scheduleId }) => {
      const row = await findSchedule(context, scheduleId);
      if (row.is_paused === 0) return toSchedule(row);
      const { timing, startedAt } = startedTiming(row);
      const nextAt = nextOccurrence(timing, startedAt, context.clock.now());
      return changeSchedule(context, scheduleId, { is_paused: 0, next_at: nextAt });
    }),

    command(operations.removeSchedule, async (context, { scheduleId }) => {
      const row = await findSchedule(context, scheduleId);
      const store: ScheduleReader = context.store;
      await store.deleteFrom('task_schedule').where('id', '=', scheduleId).execute();
      return { ...toSchedule(row), nextAt: null };
    }),

    query(operations.showSchedule, async (context, { scheduleId }) =>
      toSchedule(await findSchedule(context, scheduleId)),
    ),

    query(operations.listSchedules, async (context, { limit, cursor }) => {
      const store: ScheduleReader = context.store;
      let select = store
        .selectFrom('task_schedule')
        .selectAll()
        .where('tenant', '=', context.principal.tenant);
      const after = decodeCursor(cursor);
      if (after !== null) select = select.where('position', '>', after);
      const rows = await select
        .orderBy('position')
        .limit(limit + 1)
        .execute();
      return cutPage(rows, limit, (row) => row.position, toSchedule);
    }),
    enqueueHandler,
  ],
};

/** @throws `conflict` for a name in use, `precondition_failed` when there are too many */
async function requireRoom(context: CommandContext, name: string): Promise<void> {
  const store: ScheduleReader = context.store;
  const rows = await store
    .selectFrom('task_schedule')
    .select('name')
    .where('tenant', '=', context.principal.tenant)
    .execute();
  if (rows.some((row) => row.name === name)) {
    throw new MosaicError(
      'conflict',
      `There is a schedule ${name} already. Change it with schedule.update, or choose another name.`,
    );
  }
  if (rows.length >= limits.schedulesMax) {
    throw new MosaicError(
      'precondition_failed',
      `There are ${limits.schedulesMax} schedules already. Remove one first.`,
    );
  }
}
