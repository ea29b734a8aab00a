import type { MissionState, TaskState } from './state.ts';

/**
 * Tokens that a task used, over all its runs.
 *
 * Null when any of them is unknown: a sum that leaves one out would look exact.
 * Verifications run gates, no agent, and don't count.
 */
export function usedTokens(task: TaskState): number | null {
  const amounts = agentRuns(task);
  if (amounts.length === 0) return task.settled?.usedTokens ?? null;
  return total(amounts);
}

/** Tokens of the whole mission; null when any run's are unknown. */
export function missionUsedTokens(state: MissionState): number | null {
  return total(state.tasks.flatMap(agentRuns));
}

function agentRuns(task: TaskState): (number | null)[] {
  return task.runs.filter((run) => run.step !== 'verify').map((run) => run.usedTokens);
}

function total(amounts: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const amount of amounts) {
    if (amount === null) return null;
    sum += amount;
  }
  return sum;
}
