import type { TaskType } from '@mosaic/contract';
import { usualRatio } from '@tony/core/planning';
import type { ProposedFactor, UsageSample } from './learnings.ts';

/** Proposes a factor per task type, for those with samples enough: the usual ratio of actual to unadjusted estimate. */
export function proposeFactors(samples: readonly UsageSample[]): ProposedFactor[] {
  const ratios = new Map<TaskType, number[]>();
  for (const sample of samples) {
    const ratio = (sample.actual / sample.estimate) * sample.factor;
    ratios.set(sample.task_type, [...(ratios.get(sample.task_type) ?? []), ratio]);
  }
  return [...ratios]
    .flatMap(([task_type, values]) => {
      const factor = usualRatio(values);
      return factor === null ? [] : [{ task_type, factor, samples: values.length }];
    })
    .sort((a, b) => (a.task_type < b.task_type ? -1 : 1));
}

/** The proposals in the form that the planner takes. */
export function learnedFactors(
  proposals: readonly ProposedFactor[],
): Partial<Record<TaskType, number>> {
  return Object.fromEntries(proposals.map(({ task_type, factor }) => [task_type, factor]));
}
