import type { ConditionSource } from './plan-terms.ts';
import type { MissionState, TaskState } from './state.ts';
import { isSettled } from './task-list.ts';

/** What the plan says about tasks that nobody has begun. */
export interface HeldBack {
  /** Some need of it is open: a task it depends on, a part of the plan, a condition, another plan. */
  isHeld(task: TaskState): boolean;
  /** Why its branch of the plan is not taken; null when it is, or nobody knows yet. */
  refusal(task: TaskState): string | null;
}

/** Looks at all needs once; answers are for this state only. */
export function heldBack(state: MissionState): HeldBack {
  const open = new Set<string>();
  for (const task of state.tasks) if (!isSettled(task)) open.add(task.id);
  const isOpen = (id: string) => open.has(id);
  const held = new Set<string>();
  const refused = new Map<string, string>();
  const { waits, conditions, externals } = state.terms;
  for (const { after, tasks } of waits) {
    if (after.some(isOpen)) for (const id of tasks) held.add(id);
  }
  for (const [index, { tasks }] of externals.entries()) {
    if (!state.externalsMet.includes(index)) for (const id of tasks) held.add(id);
  }
  for (const { sources, tasks } of conditions) {
    if (sources.some((source) => source.tasks.some(isOpen))) {
      for (const id of tasks) held.add(id);
    } else {
      const reason = refusalOf(state, sources);
      if (reason !== null) {
        for (const id of tasks) if (!refused.has(id)) refused.set(id, reason);
      }
    }
  }
  return {
    isHeld: (task) => held.has(task.id) || task.dependsOn.some(isOpen),
    refusal: (task) => refused.get(task.id) ?? null,
  };
}

/** How a node ended whose tasks are all settled. */
function outcomeOf(state: MissionState, taskIds: readonly string[]): 'done' | 'failed' | 'skipped' {
  const ids = new Set(taskIds);
  let outcome: 'done' | 'skipped' = 'skipped';
  for (const { id, position } of state.tasks) {
    if (!ids.has(id) || position.at !== 'settled' || position.status === 'skipped') continue;
    if (position.status !== 'done') return 'failed';
    outcome = 'done';
  }
  return outcome;
}

/** Null when one of the sources ended as its branch demands. */
function refusalOf(state: MissionState, sources: readonly ConditionSource[]): string | null {
  const ends = sources.map(({ node, when, tasks }) => {
    const outcome = outcomeOf(state, tasks);
    const words = `it is for ${node} ending as ${when}, and that ended as ${outcome}`;
    return { isMet: outcome === when, words };
  });
  if (ends.some(({ isMet }) => isMet)) return null;
  return `Branch not taken: ${ends.map(({ words }) => words).join('; ')}.`;
}
