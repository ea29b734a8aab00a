import { MosaicError, TaskType } from '@mosaic/contract';
import { z } from 'zod';
import { documentLimits } from './document-limits.ts';
import { oneLine } from './plain-text.ts';
import { varianceAction, variancePercent } from './variance.ts';

const text = z.string().max(2_000);

/** One task whose usage is known. Tokens are whole numbers. */
export const UsageSample = z.object({
  task_id: z.string().max(60),
  task_type: TaskType,
  phase: z.int().min(0),
  estimate: z.int().min(1),
  /** Factor the estimate already contained, so that factors do not pile up. */
  factor: z.number().positive(),
  actual: z.int().min(0),
  variance_percent: z.number(),
  action: z.enum(['log', 'flag', 'learn', 'critical']),
  recorded_at: text,
});

/** A deviation worth explaining: above 50 %. */
const Learning = UsageSample.pick({
  task_id: true,
  task_type: true,
  variance_percent: true,
  action: true,
}).extend({ analysis: text });

export const PhaseSummary = z.object({
  phase: z.int().min(1),
  name: text,
  tasks: z.int().min(0),
  done: z.int().min(0),
  deferred: z.int().min(0),
  estimate: z.int().min(0),
  /** Null when no task of the phase reported its usage. */
  actual: z.int().min(0).nullable(),
  finished_at: text,
});

export const ProposedFactor = z.object({
  task_type: TaskType,
  factor: z.number().positive(),
  samples: z.int().min(1),
});

/** `docs/orchestrator-learnings.json` */
export const Learnings = z.object({
  project: text,
  milestone: text,
  created_at: text,
  samples: z.array(UsageSample).default([]),
  learnings: z.array(Learning).default([]),
  phase_summaries: z.array(PhaseSummary).default([]),
  proposed_adjustments: z.array(ProposedFactor).default([]),
});

export type UsageSample = z.output<typeof UsageSample>;
type Learning = z.output<typeof Learning>;
export type PhaseSummary = z.output<typeof PhaseSummary>;
export type ProposedFactor = z.output<typeof ProposedFactor>;
export type Learnings = z.output<typeof Learnings>;

/** Reads the learnings file; throws `invalid_input` that names the first wrong field. */
export function parseLearnings(json: string): Learnings {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new MosaicError(
      'invalid_input',
      'docs/orchestrator-learnings.json is not JSON. Restore it from the last commit or delete it.',
      { cause },
    );
  }
  const result = Learnings.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join('.') || 'the whole';
  throw new MosaicError(
    'invalid_input',
    `docs/orchestrator-learnings.json does not fit: ${field}: ${oneLine(issue?.message ?? '', 200)}. Restore it from the last commit or delete it.`,
    { details: { field } },
  );
}

/** Writes the learnings file; same content, same bytes. */
export function renderLearnings(learnings: Learnings): string {
  return `${JSON.stringify(Learnings.parse(learnings), null, 2)}\n`;
}

export interface Usage {
  taskKey: string;
  taskType: TaskType;
  phase: number;
  estimateTokens: number;
  estimateFactor: number;
  /** Null when the runtime did not tell: then nothing is recorded. */
  usedTokens: number | null;
  atIso: string;
  analysis: string;
}

/**
 * Adds what a task used. Recording a task again replaces what was there, so a repeat after
 * a crash changes nothing.
 */
export function recordUsage(learnings: Learnings, usage: Usage): Learnings {
  const percent = variancePercent(usage.estimateTokens, usage.usedTokens);
  if (percent === null || usage.usedTokens === null) return learnings;
  const action = varianceAction(percent);
  const sample: UsageSample = {
    task_id: usage.taskKey,
    task_type: usage.taskType,
    phase: usage.phase,
    estimate: usage.estimateTokens,
    factor: usage.estimateFactor,
    actual: usage.usedTokens,
    variance_percent: percent,
    action,
    recorded_at: usage.atIso,
  };
  const others = learnings.learnings.filter((each) => each.task_id !== usage.taskKey);
  const isWorthLearning = action === 'learn' || action === 'critical';
  const learning: Learning = {
    task_id: usage.taskKey,
    task_type: usage.taskType,
    variance_percent: percent,
    action,
    analysis: oneLine(usage.analysis, 1_000),
  };
  return {
    ...learnings,
    samples: upsert(learnings.samples, sample, (each) => each.task_id),
    learnings: isWorthLearning
      ? upsert(learnings.learnings, learning, (each) => each.task_id)
      : others,
  };
}

/** Replaces the element with the same key where it stands, or appends. */
function upsert<Item>(items: readonly Item[], item: Item, keyOf: (item: Item) => unknown): Item[] {
  const at = items.findIndex((each) => keyOf(each) === keyOf(item));
  const next = at === -1 ? [...items, item] : items.with(at, item);
  return next.slice(-documentLimits.samplesMax);
}
