import { boundText } from './error-text.ts';
import { note } from './journal.ts';
import type { MissionState } from './state.ts';

/** Begins a stop; changes nothing unless the mission is running. */
export function requestStop(state: MissionState, reason: string): MissionState {
  if (state.control !== 'running' || state.failureReason !== null) return state;
  return {
    ...state,
    control: 'stopping',
    stops: state.stops + 1,
    stopReason: boundText(reason),
  };
}

/** Decides that the mission cannot be completed; the first reason stays. */
export function failMission(state: MissionState, reason: string): MissionState {
  if (state.failureReason !== null) return state;
  const failureReason = boundText(reason);
  return note({ ...state, failureReason }, `Mission failed: ${failureReason}`);
}
