import type { RunFailure } from '@mosaic/contract';
import { limits } from '../limits.ts';
import { runFailure } from '../run-failure.ts';
import { echoesHash } from './echoes-hash.ts';
import { echoRequest } from './prompts.ts';
import type { SavedState } from './worker-request.ts';
import { closeLive, type OpenedLive, openLive, takeTurn, type WorkerRun } from './worker-run.ts';

/**
 * Opens a fresh session and gives it nothing to do until it has echoed the state hash from
 * the pack file. One that answers wrongly is closed and another one asked.
 */
export async function openSuccessor(run: WorkerRun, saved: SavedState): Promise<OpenedLive> {
  let failure: RunFailure = mismatch;
  for (let attempt = 0; attempt < limits.echoAttemptsMax; attempt += 1) {
    const opened = await openLive(run);
    if (opened.live === null) return opened;
    const { live } = opened;
    let isKept = false;
    try {
      const { end } = await takeTurn(run, live, echoRequest(saved.packPath));
      if (run.request.signal.aborted) {
        return { live: null, failure: runFailure('stopped', 'The run was asked to stop.') };
      }
      if (end.failure === null && echoesHash(end.text, saved.stateHash)) {
        await run.request.onAcknowledge(saved.stateHash);
        isKept = true;
        return opened;
      }
      failure = end.failure ?? mismatch;
    } finally {
      if (!isKept) await closeLive(run, live);
    }
    run.request.onLog('\n[handoff] the successor did not show the state hash\n');
  }
  return { live: null, failure };
}

const mismatch = runFailure(
  'state_mismatch',
  'The agent that was to take over did not show that it read the saved state, so it was not given the task.',
);
