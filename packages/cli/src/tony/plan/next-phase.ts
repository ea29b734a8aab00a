import { MosaicError } from '@mosaic/contract';
import type { Tony } from '../tony-command.ts';
import { requireState } from '../workspace/planning-state.ts';
import { runPhase } from './run-phase.ts';

/** Does the phase after the last one that was passed. */
export async function runNextPhase(tony: Tony): Promise<number> {
  const state = requireState(tony.workspace);
  const phase = (state.last_completed_phase ?? 0) + 1;
  if (phase > state.phases) {
    throw new MosaicError(
      'precondition_failed',
      'Planning is complete. See: tony plan report; or do a phase again: tony plan phase1',
    );
  }
  return await runPhase(tony, { phase, options: [], limits: {}, isStrict: false });
}
