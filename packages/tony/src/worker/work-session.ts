import { extractWorkerResult, type RunFailure, type WorkerResult } from '@mosaic/contract';
import { limits } from '../limits.ts';
import { runFailure } from '../run-failure.ts';
import type { TurnEnd } from '../runtime.ts';
import { goOn, resultRequest, windDown } from './prompts.ts';
import { type LiveSession, takeTurn, type WorkerRun, type WorkerTurn } from './worker-run.ts';

/** How the work of one session ended. */
export type SessionEnd =
  | { readonly type: 'result'; readonly result: WorkerResult }
  | { readonly type: 'failure'; readonly failure: RunFailure }
  | { readonly type: 'handoff'; readonly reason: string; readonly progress: string };

/**
 * Works with one agent until it gives its result, fails, or must hand over.
 *
 * A turn without a result is answered by asking for it, a few times; a turn that was cut off
 * by the agent's own bound is continued.
 */
export async function workSession(
  run: WorkerRun,
  live: LiveSession,
  firstPrompt: string,
): Promise<SessionEnd> {
  const { key } = run.request.assignment.task;
  let prompt = firstPrompt;
  for (let requests = 0; ; ) {
    if (run.turns >= run.bounds.turnsMax) return tooManyTurns(run.bounds.turnsMax);
    const turn = await takeTurn(run, live, prompt);
    const ended = turnOutcome(run, turn);
    if (ended !== null) return ended;
    const reason = handoffReason(run, live, turn);
    if (reason !== null) return handOver(run, live, turn, reason);
    if (!live.session.capabilities.followUp) return noResult(turn.end.text);
    if (isUnfinished(turn.end)) {
      prompt = goOn;
      continue;
    }
    requests += 1;
    if (requests > limits.resultRequestsMax) return noResult(turn.end.text);
    prompt = resultRequest(key);
  }
}

/** Result or failure a turn ended with; null when the work goes on. */
function turnOutcome(run: WorkerRun, { end, isCutOff }: WorkerTurn): SessionEnd | null {
  if (run.request.signal.aborted) {
    return { type: 'failure', failure: runFailure('stopped', 'The run was asked to stop.') };
  }
  const taskId = run.request.assignment.task.key;
  if (end.failure === null || isCutOff) {
    const result = extractWorkerResult(end.text, { taskId });
    if (result !== null) return { type: 'result', result };
  }
  // An agent that had to be ended to be cut off has failed at nothing.
  if (end.failure !== null && !isCutOff) return { type: 'failure', failure: end.failure };
  if (end.stopReason !== 'refusal') return null;
  const failure = runFailure('reported_failure', `The agent refused the task: ${lastWords(end)}`);
  return { type: 'failure', failure };
}

function handoffReason(run: WorkerRun, live: LiveSession, turn: WorkerTurn): string | null {
  if (turn.isCutOff) return 'the context reached the hard limit';
  if (live.hasCompacted) return 'the agent shortened its own memory';
  const percent = run.contextPercent;
  if (percent === null || percent < run.bounds.thresholdPercent) return null;
  return 'the context reached the threshold';
}

/** Lets the agent finish its step where there is room for that, and keeps its last words. */
async function handOver(
  run: WorkerRun,
  live: LiveSession,
  turn: WorkerTurn,
  reason: string,
): Promise<SessionEnd> {
  const hasRoom = !turn.isCutOff && !live.hasCompacted && isBelowHardLimit(run);
  if (!hasRoom || run.turns >= run.bounds.turnsMax) {
    return { type: 'handoff', reason, progress: lastWords(turn.end) };
  }
  const last = await takeTurn(run, live, windDown);
  const ended = turnOutcome(run, last);
  if (ended !== null) return ended;
  return { type: 'handoff', reason, progress: lastWords(last.end) };
}

function isBelowHardLimit({ contextPercent, bounds }: WorkerRun): boolean {
  return contextPercent !== null && contextPercent < bounds.hardPercent;
}

function isUnfinished({ stopReason }: TurnEnd): boolean {
  return stopReason === 'max_tokens' || stopReason === 'max_turn_requests';
}

function lastWords({ text }: TurnEnd): string {
  return text.trim().slice(-limits.progressCharsMax);
}

function noResult(text: string): SessionEnd {
  const said = text.trim() === '' ? 'nothing' : `"${text.trim().slice(-600)}"`;
  const failure = runFailure(
    'bad_result',
    `The worker ended without a result object for its task. Its last words were ${said}.`,
  );
  return { type: 'failure', failure };
}

function tooManyTurns(turnsMax: number): SessionEnd {
  const failure = runFailure(
    'bad_result',
    `The worker gave no result within ${turnsMax} turns. Split the task, or look at its log.`,
  );
  return { type: 'failure', failure };
}
