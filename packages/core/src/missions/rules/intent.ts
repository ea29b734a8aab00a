import type { Brief, Deferral, PolishCategory, RunStep, TaskStatus } from '@mosaic/contract';

import type { LockNeed } from './plan-terms.ts';

/**
 * Something that should be happening now and is not recorded as done.
 *
 * Intents are derived from the state again after every fact, so the shell may run
 * one twice, after a crash even when its effect took place: each effect must be
 * idempotent. `key` names the effect; equal keys mean the same effect, and a
 * shell may skip a key that it carried out since it was started.
 */
export type MissionIntent =
  | PrepareIntent
  | PlanIntent
  | LookOutIntent
  | TakeLocksIntent
  | ReleaseLocksIntent
  | OfferIntent
  | WithdrawIntent
  | SettleIntent
  | OpenPhaseIntent
  | LandIntent
  | MergePhaseIntent
  | WriteDocumentsIntent
  | RecordHandoffIntent
  | ArchiveIntent
  | PublishIntent
  | FinishIntent;

interface Keyed {
  readonly key: string;
}

/** Fetch objects, create the mission branch, add the built-in tasks. → `prepared` or `preparation_failed` */
export interface PrepareIntent extends Keyed {
  readonly type: 'prepare';
}

/** Read the report (or tasks, archive, or plan) at `head`, add its tasks. → `planned` or `planning_failed` */
export interface PlanIntent extends Keyed {
  readonly type: 'plan';
  readonly reportName: string;
  readonly head: string;
}

/**
 * See whether another plan has done what tasks here wait for. → `external_met`, or nothing yet
 *
 * The shell looks again from time to time, for as long as this is outstanding.
 */
export interface LookOutIntent extends Keyed {
  readonly type: 'look_out';
  readonly external: number;
  readonly planId: string;
  readonly otherId: string | null;
}

/**
 * Take the locks of a task, all or none. → `locks_taken`, or nothing yet
 *
 * Like looking out: the shell tries again for as long as this is outstanding.
 */
export interface TakeLocksIntent extends Keyed {
  readonly type: 'take_locks';
  readonly taskId: string;
  readonly owner: string;
  readonly number: number;
  readonly locks: readonly LockNeed[];
}

/** Give the locks of a task back. → `locks_released` */
export interface ReleaseLocksIntent extends Keyed {
  readonly type: 'release_locks';
  readonly taskId: string;
  readonly number: number;
  readonly holdId: string;
}

/**
 * Make the task claimable for one run. → `run_started`, then `run_finished` or `run_lost`
 *
 * An offer ends with one run or by `withdrawn`, and `brief.attempt` grows with every
 * offer of a step. An attempt that was offered before must not become claimable a
 * second time: a shell that lost its memory offers again what may be over by now.
 */
export interface OfferIntent extends Keyed {
  readonly type: 'offer';
  readonly taskId: string;
  readonly brief: Brief;
}

/**
 * End the offer of one attempt, unless it led to a run already. → `withdrawn`
 *
 * Where there is a run of this attempt, going on or over, nothing is stored: the run's
 * own facts follow, and `withdrawn` before them would throw its result away.
 */
export interface WithdrawIntent extends Keyed {
  readonly type: 'withdraw';
  readonly taskId: string;
  readonly step: RunStep;
  readonly attempt: number;
}

/** Show the mission's decision in the tasks module. → `settled` */
export interface SettleIntent extends Keyed {
  readonly type: 'settle';
  readonly taskId: string;
  readonly version: number;
  readonly status: TaskStatus;
  readonly commit: string | null;
  readonly usedTokens: number | null;
  readonly category: PolishCategory | null;
  readonly deferral: Deferral | null;
  readonly skipReason: string | null;
  readonly lastError: string | null;
}

/** Let the phase branch start at (or move forward to) `from`. → `phase_opened` */
export interface OpenPhaseIntent extends Keyed {
  readonly type: 'open_phase';
  readonly phase: number;
  readonly branch: string;
  readonly from: string;
}

/**
 * Move `branch` from `expected` to `candidate` by compare-and-set.
 * → `landed` (also when the branch already contains the candidate) or `landing_stale`
 */
export interface LandIntent extends Keyed {
  readonly type: 'land';
  readonly taskId: string;
  readonly runId: string;
  readonly branch: string;
  readonly candidate: string;
  readonly expected: string;
}

/** Merge the phase branch at `head` into the mission branch. → `phase_merged` or `phase_merge_failed` */
export interface MergePhaseIntent extends Keyed {
  readonly type: 'merge_phase';
  readonly phase: number;
  readonly branch: string;
  readonly head: string;
  readonly into: string;
}

/** Render the documents from the state and commit them on the mission branch. → `documents_written` */
export interface WriteDocumentsIntent extends Keyed {
  readonly type: 'write_documents';
  readonly version: number;
}

/** Store the handoff that lets a successor continue. → `stopped` */
export interface RecordHandoffIntent extends Keyed {
  readonly type: 'record_handoff';
  readonly stop: number;
  readonly reason: string;
}

/** Move tasks and learnings to `docs/tasks/{milestone}-…` on the mission branch. → `archived` */
export interface ArchiveIntent extends Keyed {
  readonly type: 'archive';
  readonly milestone: string;
}

/** Push these branches to the user's repository. → `published` */
export interface PublishIntent extends Keyed {
  readonly type: 'publish';
  readonly branches: readonly string[];
}

/** Store the final status. → `finished` */
export interface FinishIntent extends Keyed {
  readonly type: 'finish';
  readonly status: 'completed' | 'completed_with_deferrals' | 'failed';
  readonly reason: string | null;
}
