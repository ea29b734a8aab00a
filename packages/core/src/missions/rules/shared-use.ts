import type { MissionState, TaskState } from './state.ts';

/** What tasks that are under way use, and whether another one fits in beside them. */
export interface SharedUse {
  fits(task: TaskState): boolean;
  /** From now on the task counts as under way. */
  take(task: TaskState): void;
}

/**
 * A task uses what it names from the offer of its work until it has landed or is given up:
 * what waits to be verified is still on its way onto the branch.
 */
export function sharedUse(state: MissionState): SharedUse {
  const { capacities, apart } = state.terms;
  const used = new Map<string, number>();
  const sides = new Map<string, { readonly pair: number; readonly side: 0 | 1 }[]>();
  const underWay = apart.map((): [number, number] => [0, 0]);
  const place = (id: string, pair: number, side: 0 | 1) => {
    const known = sides.get(id);
    if (known) known.push({ pair, side });
    else sides.set(id, [{ pair, side }]);
  };
  for (const [pair, { left, right }] of apart.entries()) {
    for (const id of left) place(id, pair, 0);
    for (const id of right) place(id, pair, 1);
  }
  const take = (task: TaskState) => {
    for (const { name, units } of task.uses ?? []) used.set(name, (used.get(name) ?? 0) + units);
    for (const { pair, side } of sides.get(task.id) ?? []) {
      const counts = underWay[pair];
      if (counts) counts[side] += 1;
    }
  };
  for (const task of state.tasks) if (isUnderWay(task)) take(task);
  return {
    take,
    fits: (task) =>
      (task.uses ?? []).every(
        ({ name, units }) =>
          (used.get(name) ?? 0) + units <= (capacities[name] ?? Number.POSITIVE_INFINITY),
      ) &&
      (sides.get(task.id) ?? []).every(
        ({ pair, side }) => (underWay[pair]?.[side === 0 ? 1 : 0] ?? 0) === 0,
      ),
  };
}

/** True from the offer of a task's work until that work has landed or is given up. */
export function isUnderWay({ position }: TaskState): boolean {
  return position.at === 'in-hand' || position.at === 'queued' || position.at === 'landing';
}
