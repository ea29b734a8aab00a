import { heldBack } from './held-back.ts';
import { offerTask } from './offer-task.ts';
import { sharedUse } from './shared-use.ts';
import type { MissionState, PhaseState, TaskState } from './state.ts';
import { workOf } from './task-list.ts';
import { polishOrder } from './triage.ts';

/**
 * Offers work of the phase until all workers have some, in the order of the plan.
 *
 * What would use a shared thing that is taken is passed over: others go first.
 */
export function assignWork(state: MissionState, phase: PhaseState): MissionState {
  const free = workersFree(state);
  if (free <= 0) return state;
  const ready = inOrder(readyTasks(state, phase));
  if (ready.length === 0) return state;
  const use = sharedUse(state);
  let next = state;
  let left = free;
  for (const task of ready) {
    if (left === 0) break;
    // What has locks has taken its share with them already.
    const isFree = (task.locks?.length ?? 0) === 0 ? use.fits(task) : task.hold !== null;
    if (!isFree) continue;
    const isPolish = task.isPolish || task.position.at === 'set-aside';
    next = offerTask(next, { ...task, isPolish }, 'work');
    if (task.hold === null) use.take(task);
    left -= 1;
  }
  return next;
}

/**
 * Tasks that nothing keeps from being worked on but what others use at the moment; set-aside
 * ones only once the phase is in polish.
 */
export function readyTasks(state: MissionState, phase: PhaseState): readonly TaskState[] {
  const idle = workOf(state, phase.number).filter(
    ({ position }) =>
      position.at === 'waiting' || (position.at === 'set-aside' && phase.stage === 'polish'),
  );
  if (idle.length === 0) return idle;
  const { isHeld, refusal } = heldBack(state);
  return idle.filter((task) => !isHeld(task) && refusal(task) === null);
}

/** Workers that neither hold a task nor are about to. */
export function workersFree({ settings, tasks }: MissionState): number {
  const busy = tasks.filter(
    ({ position }) => position.at === 'in-hand' && position.brief.step !== 'verify',
  );
  return settings.maxWorkers - busy.length;
}

/** What bulk left over first, then polish: quick wins before the harder ones. */
function inOrder(tasks: readonly TaskState[]): readonly TaskState[] {
  return tasks.toSorted((left, right) => rank(left) - rank(right));
}

function rank(task: TaskState): number {
  const isPolish = task.isPolish || task.position.at === 'set-aside';
  return isPolish ? 1 + polishOrder.indexOf(task.category ?? 'hard') : 0;
}
