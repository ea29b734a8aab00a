import { z } from 'zod';
import { MissionId, PlanId, ProjectId } from '../ids.ts';
import { CommitId, Instant, ShortName, Tokens } from './fields.ts';
import { Severity } from './finding.ts';
import { PlanLevel, PlanNodeId } from './plan.ts';

export const MissionStatus = z.enum([
  'preparing',
  'running',
  'stopping',
  'stopped',
  'completed',
  'completed_with_deferrals',
  'failed',
]);

export const PhaseStage = z.enum(['waiting', 'bulk', 'polish', 'verifying', 'complete']);

export const Phase = z.object({
  number: z.int().min(1),
  /** Null for a phase of a plan: its features decide it. */
  severity: Severity.nullable(),
  name: z.string(),
  branch: z.string(),
  stage: PhaseStage,
  total: z.int(),
  done: z.int(),
  deferred: z.int(),
  skipped: z.int(),
  /** Tracker issue, `#NNN`; null while no tracker is configured. */
  issue: z.string().nullable(),
});

export const TaskCounts = z.object({
  total: z.int(),
  'not-started': z.int(),
  'in-progress': z.int(),
  done: z.int(),
  failed: z.int(),
  deferred: z.int(),
  skipped: z.int(),
});

/** A plan being executed. */
export const Mission = z.object({
  id: MissionId,
  projectId: ProjectId,
  name: ShortName,
  milestone: z.string(),
  taskPrefix: z.string(),
  status: MissionStatus,
  runtime: z.string(),
  maxWorkers: z.int().min(1),
  reportName: z.string().nullable(),
  /** Plan it runs, as it stood when the mission began; null where it works from a report. */
  planId: PlanId.nullable(),
  /** Commit the mission started from. */
  baseCommit: CommitId.nullable(),
  /** Branch that carries `docs/tasks.md` and, phase by phase, the finished work. */
  branch: z.string(),
  headCommit: CommitId.nullable(),
  phases: z.array(Phase),
  tasks: TaskCounts,
  estimateTokens: Tokens,
  usedTokens: Tokens.nullable(),
  evidenceCount: z.int().min(0),
  /** Services the protocol would use and that are not connected, said plainly. */
  notConfigured: z.array(z.string()),
  /** What people should know: report passages not read, branches not published as named. */
  warnings: z.array(z.string()),
  /** What keeps tasks waiting that is not in the mission's own hands: other plans, locks. */
  waitingFor: z.array(z.string()),
  stopReason: z.string().nullable(),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
});

/**
 * The quality gate of one node above the atomics.
 *
 * `gates` were executed: on the candidate with which the last atomic below the node landed, and
 * for features and epics by the verification of their last phase. `status` is derived from them
 * and from how the atomics below ended; nothing runs a second time for it.
 */
export const NodeGate = z.object({
  nodeId: PlanNodeId,
  level: PlanLevel,
  title: z.string(),
  /** `passed`: everything below is done or skipped and the gates were green. */
  status: z.enum(['open', 'passed', 'failed', 'skipped']),
  /** Gates that were green at `commit`. */
  greenGates: z.array(z.string()),
  /** What the gates ran on; null where nothing was run. */
  commit: CommitId.nullable(),
  /** Atomics below by how they ended. */
  atomics: TaskCounts,
  closedAt: Instant.nullable(),
});

export type NodeGate = z.output<typeof NodeGate>;
export type MissionStatus = z.output<typeof MissionStatus>;
export type PhaseStage = z.output<typeof PhaseStage>;
export type Phase = z.output<typeof Phase>;
export type TaskCounts = z.output<typeof TaskCounts>;
export type Mission = z.output<typeof Mission>;
