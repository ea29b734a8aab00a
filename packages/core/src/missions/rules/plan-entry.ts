import type {
  Deferral,
  PlanPriority,
  PolishCategory,
  Severity,
  TaskKind,
  TaskStatus,
  TaskType,
} from '@mosaic/contract';
import type { Claims, LockNeed } from './plan-terms.ts';

/** A task as the plan states it, in the order in which tasks should be done. */
export interface TaskEntry {
  readonly id: string;
  /** Human id, for example `MS-SEC-001`; for an atomic of a plan the id of its node. */
  readonly key: string;
  readonly kind: TaskKind;
  readonly type: TaskType;
  readonly severity: Severity | null;
  readonly phase: number;
  readonly title: string;
  /** Finding as printed in the report; null for tasks that fix none. */
  readonly findingId: string | null;
  readonly component: string;
  readonly branch: string;
  readonly dependsOn: readonly string[];
  readonly estimateTokens: number;
  readonly files: readonly string[];
  /** The plan's guess of how hard it is, corrected in polish; null for a verification. */
  readonly category: PolishCategory | null;
  /** The finding names a command that proves it is gone. */
  readonly hasCheck: boolean;
  /** Outcome taken over from `docs/tasks.md` or an archive; null for work still to do. */
  readonly settled: TakenOver | null;
  /** What it shares with others; only tasks of a plan have some. */
  readonly claims?: Claims;
  /** Locks of the hub that it must not begin without. */
  readonly locks?: readonly LockNeed[];
  /** What the plan says about how much it matters. */
  readonly priority?: PlanPriority;
}

export interface TakenOver {
  readonly status: Extract<TaskStatus, 'done' | 'deferred'>;
  readonly commit: string | null;
  readonly usedTokens: number | null;
  readonly deferral: Deferral | null;
}

/** A phase of the plan; phases are done strictly in order of `number`. */
export interface PhaseEntry {
  readonly number: number;
  /** Null for a phase of a plan. */
  readonly severity: Severity | null;
  readonly name: string;
  readonly branch: string;
  /** Tracker issue, `#NNN`; null while no tracker is configured. */
  readonly issue: string | null;
}
