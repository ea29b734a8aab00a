import { assignVerification } from './assign-verification.ts';
import { assignWork } from './assign-work.ts';
import { builtInPhase } from './built-in-tasks.ts';
import { currentPhase, mayBegin, missionStage } from './mission-stage.ts';
import { offerTask } from './offer-task.ts';
import { advancePhase } from './phase-progress.ts';
import { skipRefused } from './settle-skipped.ts';
import type { MissionState } from './state.ts';
import { findTask } from './task-list.ts';

/** Begins whatever may begin at `at`; changes nothing when called again. */
export function advance(state: MissionState, at: number): MissionState {
  if (!mayBegin(state)) return state;
  switch (missionStage(state)) {
    case 'reviewing':
      return assignVerification(offerBuiltIn(state, 'review'), builtInPhase);
    case 'baseline':
      return offerBuiltIn(state, 'baseline');
    case 'executing':
      return advanceCurrent(state, at);
    default:
      return state;
  }
}

function offerBuiltIn(state: MissionState, name: 'review' | 'baseline'): MissionState {
  const task = findTask(state, state.settings.builtInTaskIds[name]);
  if (task?.position.at !== 'waiting') return state;
  return offerTask(state, task, name === 'review' ? 'review' : 'verify');
}

function advanceCurrent(state: MissionState, at: number): MissionState {
  const number = currentPhase(state)?.number;
  const next = advancePhase(skipBranches(state, at), at);
  const phase = next.phases.find((known) => known.number === number);
  if (!phase || (phase.stage !== 'bulk' && phase.stage !== 'polish')) return next;
  return assignWork(assignVerification(next, phase.number), phase);
}

/** Before the branch of the phase is there, nothing of it is decided. */
function skipBranches(state: MissionState, at: number): MissionState {
  const phase = currentPhase(state);
  const isOpen = phase?.stage === 'bulk' || phase?.stage === 'polish';
  return isOpen ? skipRefused(state, phase.number, at) : state;
}
