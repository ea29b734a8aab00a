import type { RunFailure } from '@mosaic/contract';
import { boundText, errorText, withError } from './error-text.ts';
import { type Treatment, treatmentOf } from './failure-treatment.ts';
import { visiblyChanged } from './journal.ts';
import { missionLimits } from './limits.ts';
import { setAside, settleDeferred, settleFailed } from './settle-task.ts';
import type { InHandPosition, MissionState, TaskPosition, TaskState } from './state.ts';
import { failMission, requestStop } from './stop-mission.ts';
import { isWork, replaceTask } from './task-list.ts';
import { exhaustedDeferral } from './triage.ts';

/** Treats the failure of the run that held `task`. */
export function handleFailure(
  state: MissionState,
  task: TaskState,
  failure: RunFailure,
  ended: { readonly position: InHandPosition; readonly at: number },
): MissionState {
  const treatment = treatmentOf(failure.code, ended.position.brief.step);
  const position = positionBefore(ended.position);
  if (treatment === 'halt') {
    const reason = `${errorText(failure)} Remedy this, then resume the mission.`;
    return requestStop(replaceTask(state, { ...task, position }), reason);
  }
  const spared = spare(task, treatment);
  if (!spared) {
    const isHopeless = treatment === 'set_aside';
    return countFailure(state, task, failure, ended.at, isHopeless);
  }
  if (treatment !== 'redo') return visiblyChanged(replaceTask(state, { ...spared, position }));
  const errors = withError(task.errors, failure);
  return visiblyChanged(replaceTask(state, { ...spared, errors, position: { at: 'waiting' } }));
}

/** Holds a failure against the task: another attempt, polish, or the end. */
export function countFailure(
  state: MissionState,
  task: TaskState,
  failure: RunFailure,
  at: number,
  isHopeless = false,
): MissionState {
  const failed: TaskState = {
    ...task,
    failedAttempts: task.failedAttempts + 1,
    lastFailure: failure.code,
    errors: withError(task.errors, failure),
  };
  if (!isWork(failed)) return countEssential(state, failed, failure, at);
  if (failed.isPolish) {
    return settleDeferred(state, failed, { deferral: exhaustedDeferral(failed), at });
  }
  if (isHopeless || failed.failedAttempts >= state.settings.attemptsMax) {
    return setAside(state, failed);
  }
  return visiblyChanged(replaceTask(state, { ...failed, position: { at: 'waiting' } }));
}

/** Where a task stands once an offer ended without any result. */
export function positionBefore(position: InHandPosition): TaskPosition {
  const { workCommit } = position.brief;
  if (workCommit === null || position.queueNumber === null) return { at: 'waiting' };
  return { at: 'queued', workCommit, queueNumber: position.queueNumber };
}

/** Without a review, a baseline or a phase verification there is no mission. */
function countEssential(
  state: MissionState,
  task: TaskState,
  failure: RunFailure,
  at: number,
): MissionState {
  const attemptsMax =
    task.type === 'REVIEW' ? state.settings.attemptsMax : missionLimits.verificationAttemptsMax;
  if (task.failedAttempts < attemptsMax) {
    return visiblyChanged(replaceTask(state, { ...task, position: { at: 'waiting' } }));
  }
  const reason = `${task.key} (${task.title}) failed: ${boundText(failure.message)}`;
  return failMission(settleFailed(state, task, at), reason);
}

/** Uses up one of the interruptions that are not held against a task; null when none is left. */
function spare(task: TaskState, treatment: Treatment): TaskState | null {
  const { freeLossesMax, freeConflictsMax, verifyRepeatsMax } = missionLimits;
  switch (treatment) {
    case 'resume':
      return task.losses < freeLossesMax ? { ...task, losses: task.losses + 1 } : null;
    case 'redo':
      return task.conflicts < freeConflictsMax ? { ...task, conflicts: task.conflicts + 1 } : null;
    case 'repeat':
      return task.verifyRepeats < verifyRepeatsMax
        ? { ...task, verifyRepeats: task.verifyRepeats + 1 }
        : null;
    default:
      return null;
  }
}
