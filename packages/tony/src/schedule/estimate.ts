import type { PlanNode } from '@mosaic/contract';
import { levelNumber } from '../plan/node-id.ts';
import { estimateTokens } from './estimate-tokens.ts';
import type { EstimateFactors } from './learned-factors.ts';

/** What a leaf is thought to take, with what was learned from finished runs. */
export interface LeafEstimate {
  readonly minutes: number;
  /** Nine times out of ten it stays between these. */
  readonly low: number;
  readonly high: number;
  /** Null where unknown, which is never 0. */
  readonly tokens: number | null;
  /** Finished runs of its kind that the estimate rests on. */
  readonly samples: number;
}

/** Minutes of a leaf nobody has estimated: the middle of what its level allows, an epic first. */
const usualMinutes = [9_600, 2_880, 960, 300, 75, 20];

/** How far off an estimate without bounds may be; work runs over more often than under. */
const usualBounds = {
  low: { low: 0.7, high: 1.5 },
  medium: { low: 0.6, high: 2 },
  high: { low: 0.5, high: 3 },
} as const;

/**
 * Estimates a leaf: what the plan says, else what is usual for its level and task type, times what
 * was learned about its task type. Tokens come from the plan or from the table of task types.
 */
export function estimateAtomic(node: PlanNode, factors: EstimateFactors): LeafEstimate {
  const { estimate, taskType } = node;
  const factor = factors.factorFor(taskType);
  const minutes = estimate?.minutes ?? usualMinutes[levelNumber(node.id)] ?? 20;
  const bounds = usualBounds[node.risk];
  const low = Math.min(minutes, estimate?.minutesLow ?? minutes * bounds.low);
  const high = Math.max(minutes, estimate?.minutesHigh ?? minutes * bounds.high);
  const tokens = estimate?.tokens ?? usualTokens(node);
  return {
    minutes: minutes * factor.minutes,
    low: low * factor.minutes,
    high: high * factor.minutes,
    tokens: tokens === null ? null : Math.round(tokens * factor.tokens),
    samples: factor.samples,
  };
}

function usualTokens({ taskType, files }: PlanNode): number | null {
  if (taskType === null) return null;
  return estimateTokens({
    type: taskType,
    fileCount: files.length,
    needsTests: false,
    needsDocs: false,
    factor: 1,
  });
}
