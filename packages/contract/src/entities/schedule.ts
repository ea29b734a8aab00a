import { z } from 'zod';
import { ProjectId, ScheduleId } from '../ids.ts';
import { limits } from '../limits.ts';
import { Instant, ShortName } from './fields.ts';
import { BackOff, Capability, JsonObject, Labels, Priority } from './job.ts';

/** What each occurrence submits. */
export const ScheduledTask = z.object({
  title: z.string().trim().min(1).max(500),
  payload: JsonObject.default({}),
  projectId: ProjectId.nullable().default(null),
  priority: Priority.default(0),
  requires: z.array(Capability).max(limits.requiresMax).default([]),
  labels: Labels.default({}),
  attemptsMax: z.int().min(1).max(limits.attemptsMax).default(3),
  backOff: BackOff.default({ firstMs: 1_000, maxMs: 300_000 }),
});

/** Either a cron expression with a time zone, or a fixed distance. */
export const Timing = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('cron'),
    /** Five fields, or six with seconds first: `0 3 * * 1-5`. */
    expression: z.string().min(1).max(200),
    /** IANA name; the clock on the wall there decides, also when it is changed. */
    timeZone: z.string().min(1).max(60).default('UTC'),
  }),
  z.object({
    kind: z.literal('every'),
    everyMs: z.int().min(1_000).max(limits.scheduleEveryMsMax),
  }),
]);

/**
 * What happens with occurrences that were due while nobody could enqueue them:
 * `skip` leaves them out, `last` enqueues one for all of them, `all` each one, oldest first.
 */
export const CatchUp = z.enum(['skip', 'last', 'all']);

/** Recurring work. Each occurrence is enqueued exactly once. */
export const Schedule = z.object({
  id: ScheduleId,
  name: ShortName,
  timing: Timing,
  catchUp: CatchUp,
  task: ScheduledTask,
  isPaused: z.boolean(),
  /** Null while paused, or when nothing follows. */
  nextAt: Instant.nullable(),
  lastAt: Instant.nullable(),
  /** Occurrences enqueued so far. */
  enqueued: z.int().min(0),
  /** Why the last occurrence could not be enqueued; null when it could. */
  lastError: z.string().nullable(),
  createdAt: Instant,
});

export type ScheduledTask = z.output<typeof ScheduledTask>;
export type Timing = z.output<typeof Timing>;
export type CatchUp = z.output<typeof CatchUp>;
export type Schedule = z.output<typeof Schedule>;
