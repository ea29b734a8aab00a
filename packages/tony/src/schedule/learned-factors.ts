import type { TaskType } from '@mosaic/contract';
import { clampFactor } from './estimate-tokens.ts';

/** Fewer samples than this prove nothing about a task type. */
export const factorSamplesMin = 3;

/** What one finished run teaches. Estimates are those of the plan, before any factor. */
export interface FinishedRun {
  readonly taskType: TaskType;
  readonly runtime: string;
  readonly projectId: string;
  readonly estimateMinutes: number | null;
  readonly usedMinutes: number | null;
  readonly estimateTokens: number | null;
  readonly usedTokens: number | null;
}

export interface LearnedFactor {
  /** Used by estimated minutes and tokens; 1 where too little is known. */
  readonly minutes: number;
  readonly tokens: number;
  /** Finished runs it rests on. */
  readonly samples: number;
}

/** How to correct an estimate, by the class of the task; null for a task of no class. */
export interface EstimateFactors {
  readonly factorFor: (taskType: TaskType | null) => LearnedFactor;
}

const nothingLearned: LearnedFactor = { minutes: 1, tokens: 1, samples: 0 };

/** For a plan nothing is known about yet. */
export const noFactors: EstimateFactors = { factorFor: () => nothingLearned };

/**
 * Learns from finished runs what to multiply estimates with, for one runtime and project.
 *
 * Of each task type, the runs of the same runtime in the same project decide; where they are fewer
 * than {@link factorSamplesMin}, those of the project, then those of the runtime, then all. Where even
 * those are too few, the factor is 1 and only their number is told.
 */
export function learnFactors(
  runs: readonly FinishedRun[],
  { runtime, projectId }: { runtime: string; projectId: string },
): EstimateFactors {
  const byType = Map.groupBy(runs, (run) => run.taskType);
  const factors = new Map<TaskType, LearnedFactor>();
  for (const [taskType, all] of byType) {
    const ofProject = all.filter((run) => run.projectId === projectId);
    const ofRuntime = all.filter((run) => run.runtime === runtime);
    const ofBoth = ofProject.filter((run) => run.runtime === runtime);
    const cells = [ofBoth, ofProject, ofRuntime, all];
    const enough = cells.find((cell) => cell.length >= factorSamplesMin) ?? all;
    factors.set(taskType, factorOf(enough));
  }
  return {
    factorFor: (taskType) =>
      taskType === null ? nothingLearned : (factors.get(taskType) ?? nothingLearned),
  };
}

function factorOf(runs: readonly FinishedRun[]): LearnedFactor {
  const ratios = (used: (run: FinishedRun) => number | null, of: typeof used) =>
    runs.flatMap((run) => {
      const estimate = of(run);
      const spent = used(run);
      return estimate === null || spent === null || estimate <= 0 ? [] : [spent / estimate];
    });
  return {
    minutes: usualRatio(ratios(usedMinutes, estimateMinutes)) ?? 1,
    tokens: usualRatio(ratios(usedTokens, estimateTokens)) ?? 1,
    samples: runs.length,
  };
}

const usedMinutes = (run: FinishedRun) => run.usedMinutes;
const estimateMinutes = (run: FinishedRun) => run.estimateMinutes;
const usedTokens = (run: FinishedRun) => run.usedTokens;
const estimateTokens = (run: FinishedRun) => run.estimateTokens;

/**
 * The median of used to estimated, within the bounds of {@link clampFactor}; null for too few.
 *
 * The median, because one run that got lost must not double all estimates to come.
 */
export function usualRatio(ratios: readonly number[]): number | null {
  if (ratios.length < factorSamplesMin) return null;
  return Math.round(clampFactor(median(ratios)) * 100) / 100;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 1;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
