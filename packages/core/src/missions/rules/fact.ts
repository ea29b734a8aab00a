import type { RunFailure, RunStep } from '@mosaic/contract';
import type { PhaseEntry, TaskEntry } from './plan-entry.ts';
import type { PlanTerms } from './plan-terms.ts';

/**
 * Something that happened to a mission, in the order it was stored.
 *
 * The state is a fold over these. Each names what it is about exactly enough
 * (run, attempt, version, ordinal) that a repeat or a straggler is recognised
 * and ignored, so a shell that is unsure whether it stored one stores it again.
 */
export type MissionFact = LifecycleFact | RunFact | BranchFact | LockFact;
export type MissionFactType = MissionFact['type'];

/** When it happened, in milliseconds since the epoch. */
interface Dated {
  readonly at: number;
}

/** One run of one offer: the attempt is the brief's. */
interface OfRun extends Dated {
  readonly taskId: string;
  readonly runId: string;
  readonly step: RunStep;
  readonly attempt: number;
}

export type RunFact = RunStarted | RunFinished | RunLost | Withdrawn | Settled;

/** A runner holds the lease. */
export interface RunStarted extends OfRun {
  readonly type: 'run_started';
  readonly agentName: string;
}

/** `run.finish` was accepted, so the lease was in force. */
export interface RunFinished extends OfRun {
  readonly type: 'run_finished';
  readonly status: 'succeeded' | 'failed';
  /** Work: the worker's commit. Verify: the candidate that was proved. */
  readonly commit: string | null;
  readonly failure: RunFailure | null;
  /** Null means unknown. */
  readonly usedTokens: number | null;
  /** Gates with passing evidence at `commit`. */
  readonly greenGates: readonly string[];
  readonly redGates: readonly string[];
}

/** The lease lapsed or was given back, and the offer is over with it. */
export interface RunLost extends OfRun {
  readonly type: 'run_lost';
  readonly usedTokens: number | null;
}

/** The offer of this attempt ended without a run. */
export interface Withdrawn extends Dated {
  readonly type: 'withdrawn';
  readonly taskId: string;
  readonly step: RunStep;
  readonly attempt: number;
}

/** The tasks module shows decision `version` of this task. */
export interface Settled extends Dated {
  readonly type: 'settled';
  readonly taskId: string;
  readonly version: number;
}

export type LockFact = LocksTaken | LocksReleased | LocksLost;

/** `number` counts the holds of the task, from 1. */
interface OfHold extends Dated {
  readonly taskId: string;
  readonly number: number;
}

/** The task has its locks of the hub and may begin. */
export interface LocksTaken extends OfHold {
  readonly type: 'locks_taken';
  readonly holdId: string;
}

export interface LocksReleased extends OfHold {
  readonly type: 'locks_released';
}

/** The hold ended without the mission: by its time, or somebody broke it. */
export interface LocksLost extends OfHold {
  readonly type: 'locks_lost';
}

export type BranchFact =
  | PhaseOpened
  | Landed
  | LandingStale
  | PhaseMerged
  | PhaseMergeFailed
  | DocumentsWritten;

export interface PhaseOpened extends Dated {
  readonly type: 'phase_opened';
  readonly phase: number;
  readonly branch: string;
  /** Where the phase branch stands now. */
  readonly head: string;
}

/** The branch contains the candidate. */
export interface Landed extends Dated {
  readonly type: 'landed';
  readonly taskId: string;
  /** Run that proved the candidate. */
  readonly runId: string;
  readonly branch: string;
  readonly head: string;
}

/** The branch stood elsewhere than expected; the candidate did not land. */
export interface LandingStale extends Dated {
  readonly type: 'landing_stale';
  readonly taskId: string;
  readonly runId: string;
  readonly branch: string;
  readonly head: string;
}

export interface PhaseMerged extends Dated {
  readonly type: 'phase_merged';
  readonly phase: number;
  /** Head of the mission branch, which now contains the phase branch. */
  readonly head: string;
}

export interface PhaseMergeFailed extends Dated {
  readonly type: 'phase_merge_failed';
  readonly phase: number;
  readonly message: string;
}

/** The mission branch carries the documents of this version. */
export interface DocumentsWritten extends Dated {
  readonly type: 'documents_written';
  readonly version: number;
  readonly head: string;
}

export type LifecycleFact =
  | Prepared
  | PreparationFailed
  | Planned
  | PlanningFailed
  | ExternalMet
  | StopRequested
  | Stopped
  | ResumeRequested
  | Archived
  | Published
  | Finished;

/** Objects are in the vault, the mission branch exists, the built-in tasks are added. */
export interface Prepared extends Dated {
  readonly type: 'prepared';
  readonly baseCommit: string;
  readonly headCommit: string;
  /** `docs/reports/{reportName}/` exists at the base commit. */
  readonly hasReport: boolean;
}

export interface PreparationFailed extends Dated {
  readonly type: 'preparation_failed';
  readonly message: string;
}

/** The tasks of the plan are in the tasks module, in this order. */
export interface Planned extends Dated {
  readonly type: 'planned';
  readonly tasks: readonly TaskEntry[];
  readonly phases: readonly PhaseEntry[];
  /** Report passages that could not be read. */
  readonly warnings: readonly string[];
  readonly headCommit: string;
  /** For a mission that runs a plan. */
  readonly terms?: PlanTerms;
}

/** Another plan has done what tasks here wait for; `external` is its position in the terms. */
export interface ExternalMet extends Dated {
  readonly type: 'external_met';
  readonly external: number;
}

export interface PlanningFailed extends Dated {
  readonly type: 'planning_failed';
  readonly message: string;
}

/** `stop` is the ordinal of this stop in the mission, `state.stops + 1`. */
export interface StopRequested extends Dated {
  readonly type: 'stop_requested';
  readonly stop: number;
  readonly reason: string;
}

/** The handoff of this stop is recorded. */
export interface Stopped extends Dated {
  readonly type: 'stopped';
  readonly stop: number;
}

/** Continue after stop number `stop`; only a stopped mission can. */
export interface ResumeRequested extends Dated {
  readonly type: 'resume_requested';
  readonly stop: number;
}

export interface Archived extends Dated {
  readonly type: 'archived';
  readonly head: string;
}

export interface Published extends Dated {
  readonly type: 'published';
  readonly branches: readonly string[];
  /** Branches that are not there, or under another name, and why; absent when all went as wished. */
  readonly warnings?: readonly string[];
}

/** The mission's final status is stored; nothing follows. */
export interface Finished extends Dated {
  readonly type: 'finished';
}
