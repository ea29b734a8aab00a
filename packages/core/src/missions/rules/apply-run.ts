import type { RunFailure } from '@mosaic/contract';
import type { RunFact, RunFinished, RunLost, RunStarted, Settled } from './fact.ts';
import { handleFailure, positionBefore } from './handle-failure.ts';
import { visiblyChanged } from './journal.ts';
import { tightenRatchet } from './required-gates.ts';
import { decide, settleDone } from './settle-task.ts';
import type { InHandPosition, LandingPosition, MissionState, TaskState } from './state.ts';
import { findTask, replaceTask } from './task-list.ts';

/** Takes in a fact about a run or an offer; returns `state` itself when it is stale. */
export function applyRun(state: MissionState, fact: RunFact): MissionState {
  const task = findTask(state, fact.taskId);
  if (!task) return state;
  if (fact.type === 'settled') return settled(state, task, fact);
  const position = task.position;
  if (position.at !== 'in-hand') return state;
  const { brief } = position;
  if (brief.step !== fact.step || brief.attempt !== fact.attempt) return state;
  if (fact.type === 'withdrawn') return withdrawn(state, task, position);
  if (fact.type === 'run_started') return runStarted(state, { task, position, fact });
  if (position.run !== null && position.run.runId !== fact.runId) return state;
  if (fact.type === 'run_lost') return runLost(state, { task, position, fact });
  return runFinished(state, { task, position, fact });
}

interface OfRun<Fact> {
  readonly task: TaskState;
  readonly position: InHandPosition;
  readonly fact: Fact;
}

function settled(state: MissionState, task: TaskState, fact: Settled): MissionState {
  const newest = task.decision?.version ?? 0;
  if (fact.version <= task.settledVersion || fact.version > newest) return state;
  return replaceTask(state, { ...task, settledVersion: fact.version });
}

function withdrawn(state: MissionState, task: TaskState, position: InHandPosition): MissionState {
  if (position.run !== null) return state;
  const back = { ...task, position: positionBefore(position) };
  const isUntouched = task.startedAt === null;
  return visiblyChanged(replaceTask(state, isUntouched ? decide(back, 'not-started', {}) : back));
}

function runStarted(state: MissionState, of: OfRun<RunStarted>): MissionState {
  const { task, position, fact } = of;
  if (position.run !== null) return state;
  const run = { runId: fact.runId, agentName: fact.agentName, startedAt: fact.at };
  return visiblyChanged(
    replaceTask(state, {
      ...task,
      position: { ...position, run },
      agentName: position.brief.step === 'verify' ? task.agentName : fact.agentName,
      startedAt: task.startedAt ?? fact.at,
    }),
  );
}

function runLost(state: MissionState, { task, position, fact }: OfRun<RunLost>): MissionState {
  const record = {
    ...recordOf(fact),
    status: 'lost',
    failure: 'lease_lost',
    commit: null,
  } as const;
  const recorded = { ...task, runs: [...task.runs, record] };
  const failure: RunFailure = {
    code: 'lease_lost',
    message: 'The runner went silent or gave the task back.',
  };
  return handleFailure(state, recorded, failure, { position, at: fact.at });
}

function runFinished(state: MissionState, of: OfRun<RunFinished>): MissionState {
  const { task, position, fact } = of;
  const failure = failureOf(of);
  const record = {
    ...recordOf(fact),
    status: failure ? 'failed' : 'succeeded',
    failure: failure?.code ?? null,
    commit: fact.commit,
  } as const;
  const recorded: TaskState = {
    ...task,
    runs: [...task.runs, record],
    startedAt: task.startedAt ?? fact.at,
  };
  if (failure) return handleFailure(state, recorded, failure, { position, at: fact.at });
  return succeeded(state, { task: recorded, position, fact });
}

function recordOf(fact: RunFinished | RunLost) {
  const { runId, step, attempt, usedTokens } = fact;
  return { runId, step, attempt, usedTokens };
}

/** What the facts say against a run, whatever it claims; null when nothing. */
function failureOf(of: OfRun<RunFinished>): RunFailure | null {
  const { task, position, fact } = of;
  const { brief } = position;
  if (fact.status === 'failed') {
    return fact.failure ?? { code: 'internal', message: 'The run failed without saying why.' };
  }
  if (fact.commit === null) {
    return { code: 'no_commit', message: 'The run succeeded without naming a commit.' };
  }
  if (brief.step !== 'verify') {
    if (fact.commit !== brief.baseCommit) return null;
    return { code: 'empty_change', message: 'The commit is the one the run started from.' };
  }
  const missing = brief.requiredGates.filter((gate) => !fact.greenGates.includes(gate));
  if (missing.length > 0) {
    return {
      code: 'gate_failed',
      message: `No passing evidence at ${fact.commit} for: ${missing.join(', ')}.`,
    };
  }
  if (brief.workCommit !== null || fact.commit === brief.baseCommit) return null;
  return {
    code: 'bad_result',
    message: `${task.key} had to prove ${brief.baseCommit}, not ${fact.commit}.`,
  };
}

function succeeded(
  state: MissionState,
  { task, position, fact }: OfRun<RunFinished>,
): MissionState {
  const { brief } = position;
  const commit = fact.commit ?? brief.baseCommit;
  if (brief.step === 'work') {
    const queued = { at: 'queued', workCommit: commit, queueNumber: state.nextInQueue } as const;
    const next = { ...state, nextInQueue: state.nextInQueue + 1 };
    return visiblyChanged(replaceTask(next, { ...task, verifyRepeats: 0, position: queued }));
  }
  if (brief.step === 'verify' && brief.workCommit === null) {
    const tightened = tightenRatchet(state, fact.greenGates);
    return settleDone(tightened, task, { commit, at: fact.at, gates: fact.greenGates });
  }
  const landing: LandingPosition = {
    at: 'landing',
    runId: fact.runId,
    branch: brief.branch,
    candidate: commit,
    expected: brief.baseCommit,
    workCommit: brief.workCommit ?? commit,
    greenGates: fact.greenGates,
  };
  return visiblyChanged(replaceTask(state, { ...task, position: landing }));
}
