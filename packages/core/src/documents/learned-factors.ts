import type { TaskType } from '@mosaic/contract';
import { clampFactor } from '../plan/estimate-tokens.ts';
import type { ProposedFactor, UsageSample } from './learnings.ts';

/** Fewer samples than this prove nothing about a task type. */
export const factorSamplesMin = 3;

/**
 * Proposes a factor per task type: the median of actual to unadjusted estimate.
 *
 * The median, because one run that got lost must not double all estimates to come.
 */
export function proposeFactors(samples: readonly UsageSample[]): ProposedFactor[] {
  const ratios = new Map<TaskType, number[]>();
  for (const sample of samples) {
    const ratio = (sample.actual / sample.estimate) * sample.factor;
    ratios.set(sample.task_type, [...(ratios.get(sample.task_type) ?? []), ratio]);
  }
  return [...ratios]
    .filter(([, values]) => values.length >= factorSamplesMin)
    .map(([task_type, values]) => ({
      task_type,
      factor: Math.round(clampFactor(median(values)) * 100) / 100,
      samples: values.length,
    }))
    .sort((a, b) => (a.task_type < b.task_type ? -1 : 1));
}

/** The proposals in the form that the planner takes. */
export function learnedFactors(
  proposals: readonly ProposedFactor[],
): Partial<Record<TaskType, number>> {
  return Object.fromEntries(proposals.map(({ task_type, factor }) => [task_type, factor]));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 1;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
