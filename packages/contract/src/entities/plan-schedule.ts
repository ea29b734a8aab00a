import { z } from 'zod';
import { PlanNodeId } from './plan.ts';

/** What a schedule has to keep to. Minutes are minutes of work, not of the wall clock. */
export const PlanLimits = z.object({
  workers: z.coerce.number().int().min(1).max(64).default(2),
  /** Agents of a type at work at once; types left out are bound by `workers` only. */
  agents: z.record(z.string(), z.int().min(0).max(64)).default({}),
  /** Atomics that change the same file are kept apart. */
  separateFiles: z.boolean().default(true),
});

/** When an atomic is done; nodes above span what is below them. */
export const ScheduledNode = z.object({
  id: PlanNodeId,
  startMinutes: z.number(),
  endMinutes: z.number(),
  /** How much later it may begin without moving the end, were there workers enough. */
  slackMinutes: z.number(),
  isCritical: z.boolean(),
  /** Counted from 0; null for nodes with children. */
  worker: z.int().nullable(),
});

export const PlanSchedule = z.object({
  /** From the first start to the last end under the limits. */
  makespanMinutes: z.number(),
  /** The same with as many workers as one likes: no schedule is shorter. */
  criticalMinutes: z.number(),
  workMinutes: z.number(),
  /** Atomics of the longest chain, in order. */
  criticalPath: z.array(PlanNodeId),
  nodes: z.array(ScheduledNode),
  /** What held atomics back the longest, most first. */
  bottlenecks: z.array(z.object({ name: z.string(), waitedMinutes: z.number(), nodes: z.int() })),
});

/** Half, four fifths and nineteen twentieths of the samples are no larger. */
export const Percentiles = z.object({ p50: z.number(), p80: z.number(), p95: z.number() });

export const PlanForecast = z.object({
  samples: z.int(),
  seed: z.int(),
  minutes: Percentiles,
  tokens: Percentiles.nullable(),
  /** In micro-USD; null while no price is known. */
  costMicroUsd: Percentiles.nullable(),
  /** Equal steps from the smallest to the largest duration. */
  histogram: z.array(z.object({ fromMinutes: z.number(), count: z.int() })),
  /** Atomics whose estimate rests on no finished run of their kind. */
  unlearned: z.int(),
  /** How many finished runs the estimates rest on decides: none, fewer than 3, up to 5, 6 and more. */
  confidence: z.enum(['none', 'low', 'medium', 'high']),
  /** Chance of each atomic to lie on the longest chain, largest first, at most twenty. */
  criticality: z.array(z.object({ id: PlanNodeId, share: z.number() })),
  /** Atomics that are over and no longer uncertain. */
  finished: z.int(),
});

/** One "what if" beside the plan as it is. */
export const PlanScenario = z.object({
  name: z.string(),
  limits: PlanLimits,
  without: z.array(PlanNodeId),
  makespanMinutes: z.number(),
  criticalMinutes: z.number(),
  forecast: PlanForecast,
});

/** Where a node stands, derived from what happened below it. */
export const PlanNodeProgress = z.object({
  id: PlanNodeId,
  status: z.enum(['pending', 'blocked', 'in_progress', 'done', 'failed', 'deferred', 'skipped']),
  /** Finished share of the minutes below it, 0 to 100. */
  percent: z.number().min(0).max(100),
  /** 0 to 100; null while there is no evidence. */
  evidenceScore: z.number().min(0).max(100).nullable(),
  usedMinutes: z.number().nullable(),
  usedTokens: z.int().nullable(),
});

export type PlanLimits = z.output<typeof PlanLimits>;
export type ScheduledNode = z.output<typeof ScheduledNode>;
export type PlanSchedule = z.output<typeof PlanSchedule>;
export type Percentiles = z.output<typeof Percentiles>;
export type PlanForecast = z.output<typeof PlanForecast>;
export type PlanScenario = z.output<typeof PlanScenario>;
export type PlanNodeProgress = z.output<typeof PlanNodeProgress>;
