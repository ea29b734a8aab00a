import type { Claims } from './plan-terms.ts';
import type { MissionState, TaskState } from './state.ts';

/** What tasks that are under way use, and whether another one fits in beside them. */
export interface SharedUse {
  fits(task: Claimant): boolean;
  /** From now on the task counts as under way. */
  take(task: Claimant): void;
}

interface Claimant {
  readonly claims?: Claims;
}

/**
 * A task uses what it claims from the offer of its work, or from the locks it has for that, until
 * it has landed or is given up: what waits to be verified is still on its way onto the branch.
 */
export function sharedUse({ tasks }: Pick<MissionState, 'tasks'>): SharedUse {
  const use = freeUse();
  for (const task of tasks) if (isUnderWay(task) || task.hold !== null) use.take(task);
  return use;
}

/** With nothing under way. */
export function freeUse(): SharedUse {
  const counts = new Map<number, number>();
  return {
    take({ claims }) {
      for (const { counter, units } of claims?.takes ?? []) {
        counts.set(counter, (counts.get(counter) ?? 0) + units);
      }
    },
    fits: ({ claims }) =>
      (claims?.checks ?? []).every(({ counter, most }) => (counts.get(counter) ?? 0) <= most),
  };
}

/** True from the offer of a task's work until that work has landed or is given up. */
export function isUnderWay({ position }: TaskState): boolean {
  return position.at === 'in-hand' || position.at === 'queued' || position.at === 'landing';
}
