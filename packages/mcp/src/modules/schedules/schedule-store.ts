import { MosaicError, type Schedule, type Timing } from '@mosaic/contract';
import type { Kysely, Selectable } from 'kysely';
import { toInstant } from '../../pipeline/clock.ts';
import type { QueryContext } from '../../pipeline/handler.ts';
import type { ScheduleRow, ScheduleTables } from './tables.ts';

export type ScheduleReader = Kysely<ScheduleTables>;

export async function findSchedule(
  { store, principal }: Pick<QueryContext, 'store' | 'principal'>,
  scheduleId: string,
): Promise<Selectable<ScheduleRow>> {
  const schedules: ScheduleReader = store;
  const row = await schedules
    .selectFrom('task_schedule')
    .selectAll()
    .where('tenant', '=', principal.tenant)
    .where('id', '=', scheduleId)
    .executeTakeFirst();
  if (!row) throw new MosaicError('not_found', `There is no schedule ${scheduleId}.`);
  return row;
}

/** Changes one schedule of the caller's tenant and returns it as it then is. */
export async function changeSchedule(
  context: Pick<QueryContext, 'store' | 'principal'>,
  scheduleId: string,
  change: Partial<Selectable<ScheduleRow>>,
): Promise<Schedule> {
  const schedules: ScheduleReader = context.store;
  await schedules.updateTable('task_schedule').set(change).where('id', '=', scheduleId).execute();
  return toSchedule(await findSchedule(context, scheduleId));
}

/** The timing with the instant it counts from. */
export interface StartedTiming {
  timing: Timing;
  startedAt: number;
}

export function startedTiming(row: Pick<ScheduleRow, 'timing'>): StartedTiming {
  return JSON.parse(row.timing);
}

export function toSchedule(row: Selectable<ScheduleRow>): Schedule {
  return {
    id: row.id,
    name: row.name,
    timing: startedTiming(row).timing,
    catchUp: row.catch_up,
    task: JSON.parse(row.task),
    isPaused: row.is_paused === 1,
    nextAt: toInstant(row.next_at),
    lastAt: toInstant(row.last_at),
    enqueued: row.enqueued,
    lastError: row.last_error,
    createdAt: toInstant(row.created_at),
  };
}
