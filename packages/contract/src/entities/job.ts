import { z } from 'zod';
import { ScheduleId } from '../ids.ts';
import { limits } from '../limits.ts';
import { Instant } from './fields.ts';

/** What an agent is able to do, such as `step:work`, `runtime:acp`, `lang:go`. */
export const Capability = z
  .string()
  .regex(/^[\w./@+-]+(?::[\w./@+-]+)*$/, 'must be words joined by colons, such as lang:go')
  .max(120);

const LabelName = z
  .string()
  .regex(/^[\w./-]+$/, 'must be letters, digits, dots, slashes and dashes')
  .max(60);

/** Facts to match by value, such as `{"os": "linux"}`. */
export const Labels = z
  .record(LabelName, z.string().min(1).max(120))
  .refine((labels) => Object.keys(labels).length <= limits.labelsMax, 'are too many');

/** Data that the hub stores and hands on without looking into it. */
export const JsonObject = z.record(z.string(), z.unknown());

/** Where a task stands; derived from what happened to it, never stored. */
export const TaskState = z.enum(['unoffered', 'blocked', 'delayed', 'ready', 'leased', 'over']);

/** Pause before the next attempt: doubled each time, with jitter, up to a longest one. */
export const BackOff = z.object({
  /** Pause after the first failure, in milliseconds. */
  firstMs: z.int().min(0).max(limits.backOffMsMax),
  maxMs: z.int().min(0).max(limits.backOffMsMax),
});

export const priorityMax = 100;
export const Priority = z.int().min(-priorityMax).max(priorityMax);

/** What a job has beyond a task. */
export const Job = z.object({
  payload: JsonObject,
  /** What the agent answered; null until it is done. */
  result: JsonObject.nullable(),
  /** Larger comes first; waiting counts too, one step for each `limits.ageMs`. */
  priority: Priority,
  /** Capabilities an agent must have. */
  requires: z.array(Capability),
  /** Labels an agent must have with the same value. */
  labels: z.record(z.string(), z.string()),
  availableAt: Instant,
  attemptsMax: z.int().min(1),
  backOff: BackOff,
  /** Longest time between two signs of life of one attempt, in milliseconds; null leaves it to the session. */
  leaseMs: z.int().nullable(),
  scheduleId: ScheduleId.nullable(),
  state: TaskState,
});

export type Labels = z.output<typeof Labels>;
export type TaskState = z.output<typeof TaskState>;
export type BackOff = z.output<typeof BackOff>;
export type Job = z.output<typeof Job>;
