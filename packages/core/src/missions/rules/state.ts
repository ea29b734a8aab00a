import type {
  Brief,
  Deferral,
  FailureCode,
  PolishCategory,
  RunStep,
  TaskStatus,
} from '@mosaic/contract';
import type { PhaseEntry, TaskEntry } from './plan-entry.ts';
import type { PlanTerms } from './plan-terms.ts';
import type { MissionSettings } from './settings.ts';

/**
 * All that the engine knows about a mission: a fold over its facts.
 *
 * Plain JSON, never changed in place. Whatever can be derived (mission status,
 * stage, counts) is derived, by `missionStage` and the view.
 */
export interface MissionState {
  readonly settings: MissionSettings;
  /** Commit the mission started from; null until prepared. */
  readonly baseCommit: string | null;
  /** Mission branch, as far as facts tell; null until prepared. */
  readonly head: string | null;
  readonly isPlanned: boolean;
  /** Planned tasks in plan order, after the built-in ones. */
  readonly tasks: readonly TaskState[];
  readonly phases: readonly PhaseState[];
  /** What the plan says about order; nothing where the mission works from a report. */
  readonly terms: PlanTerms;
  /** Positions in `terms.externals` of what other plans have done. */
  readonly externalsMet: readonly number[];
  readonly warnings: readonly string[];
  /** Gates that were green once on this line of branches; from then on they are required. */
  readonly greenOnce: readonly string[];
  /** Grows with every change that the documents show. */
  readonly documentsVersion: number;
  /** Version that the mission branch carries. */
  readonly writtenVersion: number;
  /** Notable lines for the documents, oldest first. */
  readonly journal: readonly string[];
  /** Order in which finished work queues for verification. */
  readonly nextInQueue: number;
  readonly control: 'running' | 'stopping' | 'stopped';
  /** Stops so far, the present one included. */
  readonly stops: number;
  readonly stopReason: string | null;
  /** Why the mission cannot be completed; set once. */
  readonly failureReason: string | null;
  readonly isArchived: boolean;
  readonly isPublished: boolean;
  readonly isFinished: boolean;
  readonly finishedAt: number | null;
}

export interface PhaseState extends PhaseEntry {
  readonly stage: 'waiting' | 'bulk' | 'polish' | 'verifying' | 'merging' | 'complete';
  /** Phase branch, as far as facts tell; null until opened. */
  readonly head: string | null;
}

export interface TaskState extends TaskEntry {
  readonly position: TaskPosition;
  /** Last offer number per step; the next brief carries one more. */
  readonly offers: Readonly<Record<RunStep, number>>;
  /** Attempts held against the task. */
  readonly failedAttempts: number;
  /** Interruptions that are not held against it, up to their bounds. */
  readonly losses: number;
  readonly conflicts: number;
  /** Of the present work; new work starts at 0. */
  readonly verifyRepeats: number;
  /** It is being given, or had, its one polish attempt. */
  readonly isPolish: boolean;
  /** Code of the last failure that was held against it. */
  readonly lastFailure: FailureCode | null;
  /** Bounded, newest last. */
  readonly errors: readonly string[];
  /** Runs that are over, in the order they ended. */
  readonly runs: readonly RunRecord[];
  /** What the tasks module should show; null while it shows the right thing by itself. */
  readonly decision: TaskDecision | null;
  /** Version of the decision that the tasks module shows. */
  readonly settledVersion: number;
  /** The locks it has of the hub, and how often it has had some. */
  readonly hold: { readonly number: number; readonly holdId: string } | null;
  readonly holds: number;
  readonly agentName: string | null;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  /** Gates that were green at the commit it landed with, or that it proved. */
  readonly provedGates: readonly string[];
}

/** Where a task is; exactly one of these. */
export type TaskPosition =
  | WaitingPosition
  | InHandPosition
  | QueuedPosition
  | LandingPosition
  | SetAsidePosition
  | SettledPosition;

/** In nobody's hands; offered as soon as it is its turn. */
export interface WaitingPosition {
  readonly at: 'waiting';
}

/** Offered, or in the hands of a runner. */
export interface InHandPosition {
  readonly at: 'in-hand';
  readonly brief: Brief;
  /** Place in the verify queue, kept for a repeat; null for other steps. */
  readonly queueNumber: number | null;
  /** The run that holds it, once known. */
  readonly run: ActiveRun | null;
}

export interface ActiveRun {
  readonly runId: string;
  readonly agentName: string;
  readonly startedAt: number;
}

/** Work is done and waits for its turn to be verified. */
export interface QueuedPosition {
  readonly at: 'queued';
  readonly workCommit: string;
  readonly queueNumber: number;
}

/** Proved; the branch is being moved. */
export interface LandingPosition {
  readonly at: 'landing';
  readonly runId: string;
  readonly branch: string;
  readonly candidate: string;
  readonly expected: string;
  readonly workCommit: string;
  readonly greenGates: readonly string[];
}

/** Bulk gave up on it; polish takes it up. */
export interface SetAsidePosition {
  readonly at: 'set-aside';
}

export interface SettledPosition {
  readonly at: 'settled';
  readonly status: Extract<TaskStatus, 'done' | 'deferred' | 'failed' | 'skipped'>;
}

export interface RunRecord {
  readonly runId: string;
  readonly step: RunStep;
  readonly attempt: number;
  readonly status: 'succeeded' | 'failed' | 'lost';
  readonly failure: FailureCode | null;
  readonly commit: string | null;
  /** Null means unknown. */
  readonly usedTokens: number | null;
}

export interface TaskDecision {
  readonly version: number;
  readonly status: Exclude<TaskStatus, 'in-progress'>;
  readonly commit: string | null;
  readonly category: PolishCategory | null;
  readonly deferral: Deferral | null;
  readonly skipReason: string | null;
}
