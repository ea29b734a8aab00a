import type { Deferral, FailureCode, PolishCategory } from '@mosaic/contract';
import { failureRules } from './failure-treatment.ts';
import type { MissionSettings } from './settings.ts';
import type { TaskState } from './state.ts';

/** What polish does with a task that bulk could not fix. */
export type TriageResult =
  | { readonly action: 'attempt'; readonly category: PolishCategory }
  | { readonly action: 'defer'; readonly category: PolishCategory; readonly deferral: Deferral };

/** Failures that show the task needs more than anybody guessed. */
const hardFailures: ReadonlySet<FailureCode> = new Set([
  'timeout',
  'silent',
  'context_exhausted',
  'state_mismatch',
]);

/** Order of work in polish. */
export const polishOrder: readonly PolishCategory[] = [
  'quick-win',
  'medium',
  'hard',
  'architectural',
];

/**
 * Decides once per task: one more attempt, or put off with a reason.
 *
 * No attempt is spent where it cannot help: on a change of design, or on a runtime
 * that would only repeat its answer.
 */
export function triage(task: TaskState, settings: MissionSettings): TriageResult {
  const category = correctedCategory(task);
  if (task.lastFailure === 'unsupported' && settings.isRuntimeDeterministic) {
    const reason = `The runtime "${settings.runtime}" has no way to fix this and would give the same answer again.`;
    return {
      action: 'defer',
      category,
      deferral: deferral(task, 'Framework Limitation', reason, failureRules.unsupported.approach),
    };
  }
  if (category === 'architectural') {
    const reason = `It needs a change of design, which a single task cannot decide; ${attempts(task)} did not get there.`;
    const approach = 'Agree on the design first, then plan the change as several tasks.';
    return {
      action: 'defer',
      category,
      deferral: deferral(task, 'Architectural', reason, approach),
    };
  }
  return { action: 'attempt', category };
}

/** Why a task is put off after its polish attempt. */
export function exhaustedDeferral(task: TaskState): Deferral {
  const code = task.lastFailure ?? 'internal';
  const reason = `${attempts(task)} failed, the last one in polish with ${code}; it is not as straightforward as it looked.`;
  return deferral(task, 'Hard', capitalised(reason), failureRules[code].approach);
}

function correctedCategory(task: TaskState): PolishCategory {
  if (task.category === null) return 'hard';
  if (task.category === 'architectural') return 'architectural';
  if (task.lastFailure !== null && hardFailures.has(task.lastFailure)) return 'hard';
  return task.category === 'quick-win' && task.failedAttempts > 1 ? 'medium' : task.category;
}

function deferral(
  task: TaskState,
  category: Deferral['category'],
  reason: string,
  approach: string,
): Deferral {
  const error = task.errors.at(-1) ?? 'No error was recorded.';
  return { category, error, reason, approach, risk: riskOf(task) };
}

function riskOf(task: TaskState): Deferral['risk'] {
  const weight = task.severity ?? task.priority;
  if (weight === 'critical' || weight === 'high') return 'High';
  return weight === 'medium' ? 'Medium' : 'Low';
}

function attempts(task: TaskState): string {
  return task.failedAttempts === 1 ? 'one attempt' : `${task.failedAttempts} attempts`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
