import { boundText } from './error-text.ts';
import { finalStatus } from './final-status.ts';
import type { MissionIntent, OfferIntent, SettleIntent, WithdrawIntent } from './intent.ts';
import { needsLocks, releaseLocksIntents, takeLocksIntents, unlockedWork } from './locks.ts';
import { currentPhase, mayBegin, missionStage } from './mission-stage.ts';
import { openExternals } from './open-externals.ts';
import type { MissionState, TaskState } from './state.ts';
import { usedTokens } from './used-tokens.ts';

/**
 * Everything that should be happening now and is not recorded as done.
 *
 * Derived from the state alone and always in the same order, so that after a crash
 * nothing needs to be remembered: carrying this out again heals whatever was cut off.
 */
export function outstanding(state: MissionState): readonly MissionIntent[] {
  if (state.isFinished) return [];
  const mirror = [
    ...state.tasks.flatMap(settleIntents),
    ...state.tasks.flatMap(landIntents),
    ...releaseLocksIntents(state),
  ];
  if (mayBegin(state)) {
    return [
      ...mirror,
      ...unlockedWork(state),
      ...state.tasks.flatMap((task) => offerIntents(task)),
      ...beginIntents(state, mirror.length === 0),
      ...documents(state),
    ];
  }
  if (state.control === 'stopped' && state.failureReason === null) return mirror;
  const ending = [...mirror, ...state.tasks.flatMap(withdrawIntents), ...documents(state)];
  const isQuiet = ending.length === 0 && !state.tasks.some(isUnderWay);
  return isQuiet ? closeIntents(state) : ending;
}

/** What moves the mission as a whole; it ends only once every decision is shown. */
function beginIntents(state: MissionState, isMirrored: boolean): MissionIntent[] {
  const { settings, head } = state;
  switch (missionStage(state)) {
    case 'preparing':
      return [{ type: 'prepare', key: 'prepare' }];
    case 'planning': {
      const reportName = settings.reportName ?? settings.reviewName;
      return head === null ? [] : [{ type: 'plan', key: 'plan', reportName, head }];
    }
    case 'executing':
      return [...phaseIntents(state), ...lookOutIntents(state), ...takeLocksIntents(state)];
    case 'archiving':
      return isMirrored && isWritten(state)
        ? [{ type: 'archive', key: 'archive', milestone: settings.milestone }]
        : [];
    case 'publishing':
    case 'finishing':
      return closeIntents(state);
    default:
      return [];
  }
}

function phaseIntents(state: MissionState): MissionIntent[] {
  const phase = currentPhase(state);
  if (!phase || state.head === null) return [];
  const { number, branch } = phase;
  if (phase.stage === 'waiting') {
    const key = `open_phase:${number}`;
    return [{ type: 'open_phase', key, phase: number, branch, from: state.head }];
  }
  if (phase.stage !== 'merging' || phase.head === null) return [];
  const key = `merge_phase:${number}`;
  const into = state.settings.branch;
  return [{ type: 'merge_phase', key, phase: number, branch, head: phase.head, into }];
}

/** Only what tasks of the current phase wait for: the others' turn is not yet. */
function lookOutIntents(state: MissionState): MissionIntent[] {
  return openExternals(state).map(({ external, planId, otherId }) => ({
    type: 'look_out',
    key: `look_out:${external}`,
    external,
    planId,
    otherId,
  }));
}

/** What comes last, once nothing is under way: publish and finish, or hand over. */
function closeIntents(state: MissionState): MissionIntent[] {
  if (state.control !== 'running' && state.failureReason === null) {
    const { stops } = state;
    const reason = state.stopReason ?? '';
    return [{ type: 'record_handoff', key: `record_handoff:${stops}`, stop: stops, reason }];
  }
  if (state.isPlanned && !state.isPublished) {
    return [{ type: 'publish', key: 'publish', branches: branchesOf(state) }];
  }
  const { status, reason } = finalStatus(state);
  return [{ type: 'finish', key: 'finish', status, reason }];
}

/** The mission branch and every phase branch that was opened, each once. */
function branchesOf(state: MissionState): string[] {
  const opened = state.phases.filter((phase) => phase.head !== null).map((phase) => phase.branch);
  return [...new Set([state.settings.branch, ...opened])];
}

function documents(state: MissionState): MissionIntent[] {
  if (!state.isPlanned || state.isArchived || isWritten(state)) return [];
  const version = state.documentsVersion;
  return [{ type: 'write_documents', key: `write_documents:${version}`, version }];
}

function isWritten(state: MissionState): boolean {
  return state.writtenVersion === state.documentsVersion;
}

function isUnderWay(task: TaskState): boolean {
  return task.position.at === 'in-hand' || task.position.at === 'landing';
}

function settleIntents(task: TaskState): SettleIntent[] {
  const { decision } = task;
  if (decision === null || decision.version <= task.settledVersion) return [];
  const key = `settle:${task.id}:${decision.version}`;
  const lastError = task.errors.at(-1) ?? null;
  return [
    {
      type: 'settle',
      key,
      taskId: task.id,
      ...decision,
      usedTokens: usedTokens(task),
      lastError: lastError === null ? null : boundText(lastError),
    },
  ];
}

function landIntents(task: TaskState): MissionIntent[] {
  const { position } = task;
  if (position.at !== 'landing') return [];
  const { runId, branch, candidate, expected } = position;
  const key = `land:${task.id}:${runId}`;
  return [{ type: 'land', key, taskId: task.id, runId, branch, candidate, expected }];
}

/** An offer waits until the tasks module shows the last decision, which would end it again. */
function offerIntents(task: TaskState): OfferIntent[] {
  const { position, decision } = task;
  if (position.at !== 'in-hand' || position.run !== null) return [];
  if ((decision?.version ?? 0) > task.settledVersion) return [];
  if (position.brief.step === 'work' && needsLocks(task) && task.hold === null) return [];
  const { step, attempt } = position.brief;
  const key = `offer:${task.id}:${step}:${attempt}`;
  return [{ type: 'offer', key, taskId: task.id, brief: position.brief }];
}

function withdrawIntents(task: TaskState): WithdrawIntent[] {
  const { position } = task;
  if (position.at !== 'in-hand' || position.run !== null) return [];
  const { step, attempt } = position.brief;
  const key = `withdraw:${task.id}:${step}:${attempt}`;
  return [{ type: 'withdraw', key, taskId: task.id, step, attempt }];
}
