import type { TaskEntry } from './plan-entry.ts';
import type { TaskState } from './state.ts';

/** The state of a task at the moment it is planned. */
export function newTask(entry: TaskEntry): TaskState {
  const takenOver = entry.settled;
  return {
    ...entry,
    position: takenOver ? { at: 'settled', status: takenOver.status } : { at: 'waiting' },
    offers: { review: 0, work: 0, verify: 0 },
    failedAttempts: 0,
    losses: 0,
    conflicts: 0,
    verifyRepeats: 0,
    isPolish: false,
    lastFailure: null,
    errors: [],
    runs: [],
    decision: takenOver
      ? {
          version: 1,
          status: takenOver.status,
          commit: takenOver.commit,
          category: entry.category,
          deferral: takenOver.deferral,
          skipReason: null,
        }
      : null,
    settledVersion: 0,
    hold: null,
    holds: 0,
    agentName: null,
    startedAt: null,
    completedAt: null,
    provedGates: [],
  };
}
