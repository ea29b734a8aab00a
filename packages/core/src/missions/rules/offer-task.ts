import type { Brief, RunStep } from '@mosaic/contract';
import { headFor } from './branch-heads.ts';
import { requiredGates } from './required-gates.ts';
import type { MissionState, TaskState } from './state.ts';
import { replaceTask } from './task-list.ts';

/**
 * Puts a task in hand for one run of `step`; from then on its offer is outstanding.
 *
 * The brief is fixed here and kept, so that a repeated offer says the same.
 */
export function offerTask(state: MissionState, task: TaskState, step: RunStep): MissionState {
  const { position } = task;
  const baseCommit = isBaseline(state, task) ? state.baseCommit : headFor(state, task);
  if (baseCommit === null) return state;
  const attempt = task.offers[step] + 1;
  const brief: Brief = {
    step,
    attempt,
    baseCommit,
    workCommit: position.at === 'queued' ? position.workCommit : null,
    branch: task.branch,
    runtime: state.settings.runtime,
    timeoutMs: timeoutMs(state, task, step),
    previousErrors: [...task.errors],
    requiredGates: isBaseline(state, task) ? [] : requiredGates(state, task),
    reportName: step === 'review' ? state.settings.reviewName : null,
  };
  return replaceTask(state, {
    ...task,
    offers: { ...task.offers, [step]: attempt },
    position: {
      at: 'in-hand',
      brief,
      queueNumber: position.at === 'queued' ? position.queueNumber : null,
      run: null,
    },
  });
}

function isBaseline(state: MissionState, task: TaskState): boolean {
  return task.id === state.settings.builtInTaskIds.baseline;
}

function timeoutMs(state: MissionState, task: TaskState, step: RunStep): number {
  const { timeouts } = state.settings;
  if (step === 'verify') return timeouts.verifyMs;
  if (step === 'review') return timeouts.reviewMs;
  return task.isPolish && task.category === 'hard' ? timeouts.hardWorkMs : timeouts.workMs;
}
