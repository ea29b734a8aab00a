import { z } from 'zod';
import { PageInput, page, ShortName } from '../entities/fields.ts';
import { CatchUp, Schedule, ScheduledTask, Timing } from '../entities/schedule.ts';
import { ScheduleId } from '../ids.ts';
import { operation } from '../operation.ts';

const scheduleId = 'sch_0190b5c8-6c1f-7000-8000-000000000000';

export const addSchedule = operation({
  name: 'schedule.add',
  kind: 'command',
  summary: 'Submit a job again and again.',
  permission: 'schedule:write',
  input: z.object({
    name: ShortName,
    timing: Timing,
    catchUp: CatchUp.default('last'),
    task: ScheduledTask,
  }),
  output: Schedule,
  errors: ['conflict', 'precondition_failed'],
  example: {
    name: 'nightly-index',
    timing: { kind: 'cron', expression: '0 3 * * *', timeZone: 'Europe/Berlin' },
    task: { title: 'Index the wiki' },
  },
});

export const listSchedules = operation({
  name: 'schedule.list',
  kind: 'query',
  summary: 'List recurring jobs.',
  permission: 'schedule:read',
  input: z.object({ ...PageInput }),
  output: page(Schedule),
  errors: [],
  example: {},
});

export const showSchedule = operation({
  name: 'schedule.show',
  kind: 'query',
  summary: 'Show one recurring job.',
  permission: 'schedule:read',
  input: z.object({ scheduleId: ScheduleId }),
  output: Schedule,
  errors: ['not_found'],
  example: { scheduleId },
});

/** Changes what is given. A new timing counts from now; jobs already submitted stay as they are. */
export const updateSchedule = operation({
  name: 'schedule.update',
  kind: 'command',
  summary: 'Change a recurring job.',
  permission: 'schedule:write',
  input: z.object({
    scheduleId: ScheduleId,
    timing: Timing.optional(),
    catchUp: CatchUp.optional(),
    task: ScheduledTask.optional(),
  }),
  output: Schedule,
  errors: ['not_found'],
  example: { scheduleId, catchUp: 'skip' },
});

/** While paused nothing becomes due; what would have been is not made up for. */
export const pauseSchedule = operation({
  name: 'schedule.pause',
  kind: 'command',
  summary: 'Pause a recurring job.',
  permission: 'schedule:write',
  input: z.object({ scheduleId: ScheduleId }),
  output: Schedule,
  errors: ['not_found'],
  example: { scheduleId },
});

export const resumeSchedule = operation({
  name: 'schedule.resume',
  kind: 'command',
  summary: 'Resume a paused recurring job.',
  permission: 'schedule:write',
  input: z.object({ scheduleId: ScheduleId }),
  output: Schedule,
  errors: ['not_found'],
  example: { scheduleId },
});

export const removeSchedule = operation({
  name: 'schedule.remove',
  kind: 'command',
  summary: 'Remove a recurring job.',
  permission: 'schedule:write',
  input: z.object({ scheduleId: ScheduleId }),
  output: Schedule,
  errors: ['not_found'],
  example: { scheduleId },
});

/** Enqueues what is due, of every tenant; called by a timer of the hub. */
export const enqueueSchedules = operation({
  name: 'schedule.enqueue',
  kind: 'command',
  summary: 'Submit the jobs that are due.',
  permission: 'schedule:write',
  internal: true,
  input: z.object({}),
  output: z.object({ enqueued: z.int(), hasMore: z.boolean() }),
  errors: [],
  example: {},
});
