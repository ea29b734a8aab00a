import { offerTask } from './offer-task.ts';
import type { MissionState, PhaseState, TaskState } from './state.ts';
import { fixesOf, isSettled } from './task-list.ts';
import { polishOrder } from './triage.ts';

/** Offers work of the phase until all workers have some, in the order of the plan. */
export function assignWork(state: MissionState, phase: PhaseState): MissionState {
  const free = state.settings.maxWorkers - workersBusy(state);
  if (free <= 0) return state;
  let next = state;
  for (const task of inOrder(readyFixes(state, phase)).slice(0, free)) {
    const isPolish = task.isPolish || task.position.at === 'set-aside';
    next = offerTask(next, { ...task, isPolish }, 'work');
  }
  return next;
}

/** Fixes that may be worked on now; set-aside ones only once the phase is in polish. */
export function readyFixes(state: MissionState, phase: PhaseState): readonly TaskState[] {
  const open = new Set<string>();
  const fixes = fixesOf(state, phase.number);
  for (const task of fixes) if (!isSettled(task)) open.add(task.id);
  return fixes.filter((task) => {
    const isIdle =
      task.position.at === 'waiting' ||
      (task.position.at === 'set-aside' && phase.stage === 'polish');
    return isIdle && !task.dependsOn.some((id) => open.has(id));
  });
}

/** Workers that hold a task or are about to. */
function workersBusy(state: MissionState): number {
  return state.tasks.filter(
    ({ position }) => position.at === 'in-hand' && position.brief.step !== 'verify',
  ).length;
}

/** What bulk left over first, then polish: quick wins before the harder ones. */
function inOrder(tasks: readonly TaskState[]): readonly TaskState[] {
  return tasks.toSorted((left, right) => rank(left) - rank(right));
}

function rank(task: TaskState): number {
  const isPolish = task.isPolish || task.position.at === 'set-aside';
  return isPolish ? 1 + polishOrder.indexOf(task.category ?? 'hard') : 0;
}
