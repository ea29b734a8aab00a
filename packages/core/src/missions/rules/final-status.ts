import type { FinishIntent } from './intent.ts';
import type { MissionState } from './state.ts';
import { isDeferred } from './task-list.ts';

/** How a mission that is over, or about to be, ends. */
export function finalStatus(state: MissionState): Pick<FinishIntent, 'status' | 'reason'> {
  if (state.failureReason !== null) return { status: 'failed', reason: state.failureReason };
  const hasDeferrals = state.tasks.some(isDeferred);
  return { status: hasDeferrals ? 'completed_with_deferrals' : 'completed', reason: null };
}
