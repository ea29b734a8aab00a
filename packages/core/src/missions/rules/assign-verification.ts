import { offerTask } from './offer-task.ts';
import type { MissionState, QueuedPosition, TaskState } from './state.ts';

/**
 * Offers the verification that is next in the queue of a phase.
 *
 * One at a time for each branch: a proof is worth something only for the head it
 * was made on, so the next waits until the one before has landed or failed.
 */
export function assignVerification(state: MissionState, phase: number): MissionState {
  let first: { task: TaskState; position: QueuedPosition } | undefined;
  for (const task of state.tasks) {
    if (task.phase !== phase) continue;
    const { position } = task;
    if (position.at === 'landing') return state;
    if (position.at === 'in-hand' && position.brief.step === 'verify') return state;
    if (position.at !== 'queued') continue;
    if (!first || position.queueNumber < first.position.queueNumber) first = { task, position };
  }
  return first ? offerTask(state, first.task, 'verify') : state;
}
