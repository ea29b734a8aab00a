import { parseTokenCount, type RunFailure, type WorkerResult } from '@mosaic/contract';
import { runFailure } from '../run-failure.ts';
import { openSuccessor } from './open-successor.ts';
import { takeoverPrompt } from './prompts.ts';
import { type SessionEnd, workSession } from './work-session.ts';
import type { SavedState, WorkerOutcome, WorkerRequest } from './worker-request.ts';
import { closeLive, openLive, startRun, type WorkerRun } from './worker-run.ts';

/**
 * Does one task with an agent, and with its successors when a context fills up.
 *
 * The result is the worker's claim: proving it is the runner's business. Rejects only with
 * what `openHost` or a callback of the request rejects with; no process is left behind then.
 */
export async function driveWorker(request: WorkerRequest): Promise<WorkerOutcome> {
  const run = startRun(request);
  let saved: SavedState | null = null;
  for (let workSessions = 1; ; workSessions += 1) {
    const opened = saved === null ? await openLive(run) : await openSuccessor(run, saved);
    if (opened.live === null) return failed(run, opened.failure);
    const { live } = opened;
    let end: SessionEnd;
    try {
      end = await workSession(run, live, firstPrompt(request, saved));
    } finally {
      await closeLive(run, live);
    }
    if (end.type === 'failure') return failed(run, end.failure);
    if (end.type === 'result') return finished(run, end.result);
    if (workSessions >= run.bounds.sessionsMax) return failed(run, exhausted(workSessions));
    saved = await handOff(run, end);
  }
}

function firstPrompt(request: WorkerRequest, saved: SavedState | null): string {
  return saved === null ? request.prompt : takeoverPrompt(request.prompt, saved.kickstart);
}

/** Saves the state and records the handoff; the agent that hands over is already gone. */
async function handOff(
  run: WorkerRun,
  { reason, progress }: Extract<SessionEnd, { type: 'handoff' }>,
): Promise<SavedState> {
  const { contextPercent, request } = run;
  const saved = await request.persist({ contextPercent, reason, progress });
  const { stateHash, kickstart } = saved;
  await request.onHandoff({ contextPercent, reason, stateHash, kickstart });
  run.handoffs += 1;
  return saved;
}

function finished(run: WorkerRun, result: WorkerResult): WorkerOutcome {
  return {
    result,
    failure: result.status === 'success' ? null : reportedFailure(result),
    usedTokens: run.closedTokens ?? parseTokenCount(result.used),
    contextPercent: run.contextPercent,
    sessions: run.sessions,
    handoffs: run.handoffs,
  };
}

/** `unsupported:` is how a program says that it has no way to do the task at all. */
function reportedFailure({ notes }: WorkerResult): RunFailure {
  const code = notes.startsWith('unsupported:') ? 'unsupported' : 'reported_failure';
  return runFailure(code, notes === '' ? 'The worker reported that it failed.' : notes);
}

function failed(run: WorkerRun, failure: RunFailure): WorkerOutcome {
  return {
    result: null,
    failure,
    usedTokens: run.sessions === 0 ? null : run.closedTokens,
    contextPercent: run.contextPercent,
    sessions: run.sessions,
    handoffs: run.handoffs,
  };
}

function exhausted(sessions: number): RunFailure {
  return runFailure(
    'context_exhausted',
    `${sessions} agents after each other filled their context without finishing. Split the task.`,
  );
}
