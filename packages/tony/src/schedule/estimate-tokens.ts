import type { TaskType } from '@mosaic/contract';

/** Tokens of one task before adjustments: the range of its class. */
const baseTokens: Readonly<
  Record<Exclude<TaskType, 'BULK_CLEANUP'>, { low: number; high: number; times: number }>
> = {
  STYLE_FIX: { low: 3_000, high: 5_000, times: 1 },
  GUARD_ADD: { low: 5_000, high: 8_000, times: 1 },
  ERROR_HANDLING: { low: 8_000, high: 12_000, times: 1 },
  SECURITY_FIX: { low: 8_000, high: 12_000, times: 2.5 },
  AUTH_ADD: { low: 15_000, high: 25_000, times: 1 },
  REFACTOR: { low: 10_000, high: 15_000, times: 1 },
  FEATURE_ADD: { low: 15_000, high: 25_000, times: 1 },
  TEST_ADD: { low: 15_000, high: 25_000, times: 1 },
  COMPLEX_REFACTOR: { low: 25_000, high: 40_000, times: 1 },
  REVIEW: { low: 15_000, high: 25_000, times: 1 },
  // Gates are commands: no model takes part.
  VERIFICATION: { low: 0, high: 0, times: 1 },
};

/** Tokens of one file in a bulk cleanup. */
const bulkTokensPerFile = 550;
const extraTokens = { perAdditionalFile: 5_000, tests: 7_500, docs: 2_500 } as const;

/** Learned factors stay in here, so that one odd mission cannot spoil the next. */
const factorBounds = { low: 0.2, high: 5 } as const;

export interface EstimateInput {
  type: TaskType;
  /** Files the change touches; 0 when unknown, which counts as one. */
  fileCount: number;
  needsTests: boolean;
  needsDocs: boolean;
  /** From the learnings of earlier missions; 1 when nothing is known. */
  factor: number;
}

/**
 * Predicts the tokens of one task: the middle of its class, plus files, tests and
 * documentation, times what earlier missions taught. Rounded to hundreds, the precision
 * of `docs/tasks.md`.
 */
export function estimateTokens(input: EstimateInput): number {
  const factor = clampFactor(input.factor);
  return Math.round((adjusted(input) * factor) / 100) * 100;
}

/** Keeps a factor within {@link factorBounds}; anything that is no positive number becomes 1. */
export function clampFactor(factor: number): number {
  if (!Number.isFinite(factor) || factor <= 0) return 1;
  return Math.min(factorBounds.high, Math.max(factorBounds.low, factor));
}

function adjusted(input: EstimateInput): number {
  const files = Math.max(1, Math.floor(input.fileCount));
  const extras =
    (input.needsTests && input.type !== 'TEST_ADD' ? extraTokens.tests : 0) +
    (input.needsDocs ? extraTokens.docs : 0);
  // A bulk cleanup counts every file already.
  if (input.type === 'BULK_CLEANUP') return files * bulkTokensPerFile + extras;
  if (input.type === 'VERIFICATION') return 0;
  const { low, high, times } = baseTokens[input.type];
  return ((low + high) / 2) * times + (files - 1) * extraTokens.perAdditionalFile + extras;
}
