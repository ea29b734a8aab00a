import { readyTasks } from './assign-work.ts';
import { bulkLines, note, visiblyChanged } from './journal.ts';
import { missionLimits } from './limits.ts';
import { currentPhase } from './mission-stage.ts';
import { offerTask } from './offer-task.ts';
import { settleDeferred } from './settle-task.ts';
import { isUnderWay } from './shared-use.ts';
import type { MissionState, PhaseState, TaskState } from './state.ts';
import { isDone, isSettled, isSkipped, replaceTask, verificationOf, workOf } from './task-list.ts';
import { triage } from './triage.ts';

/** Moves the current phase on: bulk → polish → verifying → merging, as far as it may go. */
export function advancePhase(state: MissionState, at: number): MissionState {
  let next = state;
  if (currentPhase(next)?.stage === 'bulk') next = leaveBulk(next);
  if (currentPhase(next)?.stage === 'polish') next = leavePolish(triageAll(next, at));
  if (currentPhase(next)?.stage === 'verifying') next = verifyPhase(next);
  return next;
}

/**
 * Bulk is over when enough is done, or when nothing more can be tried without polish.
 *
 * Where all that is left waits for another plan, it is not: there is nothing to polish.
 */
function leaveBulk(state: MissionState): MissionState {
  const phase = currentPhase(state);
  if (!phase) return state;
  const wanted = workOf(state, phase.number).filter((task) => !isSkipped(task));
  const isEnough = wanted.filter(isDone).length >= wanted.length * missionLimits.bulkTarget;
  if (!isEnough) {
    if (wanted.some(isUnderWay) || !wanted.some(isLeftToPolish)) return state;
    if (readyTasks(state, phase).length > 0) return state;
  }
  return note(withStage(state, phase, 'polish'), ...bulkLines(state, phase));
}

function isLeftToPolish({ position }: TaskState): boolean {
  return position.at === 'set-aside';
}

/** Decides for every task that bulk could not fix: one more attempt, or put off with a reason. */
function triageAll(state: MissionState, at: number): MissionState {
  let next = state;
  for (const task of workOf(state, currentPhase(state)?.number ?? -1)) {
    if (task.position.at !== 'set-aside') continue;
    const result = triage(task, state.settings);
    const triaged = { ...task, category: result.category };
    if (result.action === 'defer') {
      next = settleDeferred(next, triaged, { deferral: result.deferral, at });
    } else if (result.category !== task.category) {
      next = replaceTask(next, triaged);
    }
  }
  return next;
}

function leavePolish(state: MissionState): MissionState {
  const phase = currentPhase(state);
  if (!phase || !workOf(state, phase.number).every(isSettled)) return state;
  return visiblyChanged(withStage(state, phase, 'verifying'));
}

function verifyPhase(state: MissionState): MissionState {
  const phase = currentPhase(state);
  const task = phase && verificationOf(state, phase.number);
  if (!phase || !task) return state;
  if (task.position.at === 'waiting') return offerTask(state, task, 'verify');
  return isDone(task) ? visiblyChanged(withStage(state, phase, 'merging')) : state;
}

function withStage(
  state: MissionState,
  phase: PhaseState,
  stage: PhaseState['stage'],
): MissionState {
  const phases = state.phases.map((known) =>
    known.number === phase.number ? { ...phase, stage } : known,
  );
  return { ...state, phases };
}
