import { z } from 'zod';
import { AgentId, MissionId, ProjectId, RunId, TaskId } from '../ids.ts';
import { CommitId, FencingToken, Instant, Tokens } from './fields.ts';
import { Finding, Severity } from './finding.ts';

/** `fix` changes code, `verification` closes a phase, `review` produces the report. */
export const TaskKind = z.enum(['review', 'fix', 'verification']);
export const TaskStatus = z.enum(['not-started', 'in-progress', 'done', 'failed', 'deferred']);

/** What the next run of a task does: produce changes, prove a commit, or review. */
export const RunStep = z.enum(['review', 'work', 'verify']);

/** Estimate classes of the orchestrator protocol. */
export const TaskType = z.enum([
  'STYLE_FIX',
  'BULK_CLEANUP',
  'GUARD_ADD',
  'ERROR_HANDLING',
  'SECURITY_FIX',
  'AUTH_ADD',
  'REFACTOR',
  'FEATURE_ADD',
  'TEST_ADD',
  'COMPLEX_REFACTOR',
  'VERIFICATION',
  'REVIEW',
]);

/** Triage of the polish phase. */
export const PolishCategory = z.enum(['quick-win', 'medium', 'hard', 'architectural']);

/** Why a task was put off, as `docs/deferred-errors.md` states it. */
export const Deferral = z.object({
  category: z.enum(['Hard', 'Architectural', 'Framework Limitation']),
  error: z.string(),
  reason: z.string(),
  approach: z.string(),
  risk: z.enum(['Low', 'Medium', 'High']),
});

/** What a runner needs to do one run; written by the mission engine when it offers the task. */
export const Brief = z.object({
  step: RunStep,
  attempt: z.int().min(1),
  /** Commit the clone starts from, or for `verify` the head of the target branch. */
  baseCommit: CommitId,
  /** For `verify`: the worker's commit to bring onto `baseCommit`; null proves `baseCommit` itself. */
  workCommit: CommitId.nullable(),
  branch: z.string(),
  runtime: z.string(),
  /** Longest duration of the run, in milliseconds. */
  timeoutMs: z.int().min(1),
  /** Errors of earlier attempts, newest last, as data for the worker. */
  previousErrors: z.array(z.string()),
  /** Gate names that must be green; the others are run and recorded only. */
  requiredGates: z.array(z.string()),
  /** For `review`: name of the report to write below `docs/reports/`. */
  reportName: z.string().nullable(),
});

export const Lease = z.object({
  agentId: AgentId,
  runId: RunId,
  fencingToken: FencingToken,
  expiresAt: Instant,
});

export const Task = z.object({
  id: TaskId,
  projectId: ProjectId,
  missionId: MissionId,
  /** Human id, for example `MS-SEC-001`. */
  key: z.string(),
  kind: TaskKind,
  status: TaskStatus,
  type: TaskType,
  severity: Severity.nullable(),
  phase: z.int().min(0),
  title: z.string(),
  finding: Finding.nullable(),
  /** Component or workspace the change belongs to (`repo` column). */
  component: z.string(),
  branch: z.string(),
  /** Globs of files a run may change. */
  scope: z.array(z.string()),
  dependsOn: z.array(TaskId),
  estimateTokens: Tokens,
  usedTokens: Tokens.nullable(),
  attempts: z.int().min(0),
  commit: CommitId.nullable(),
  category: PolishCategory.nullable(),
  deferral: Deferral.nullable(),
  /** Last error, as data. */
  lastError: z.string().nullable(),
  brief: Brief.nullable(),
  lease: Lease.nullable(),
  /** Name of the agent that holds or last held it. */
  agentName: z.string().nullable(),
  startedAt: Instant.nullable(),
  completedAt: Instant.nullable(),
  createdAt: Instant,
});

/** What `task.claim` hands to a runner. */
export const Assignment = z.object({
  task: Task,
  brief: Brief,
  lease: Lease,
  /** May call only the operations of this task; given to the worker, never the runner's own. */
  workerToken: z.string(),
});

export type TaskKind = z.output<typeof TaskKind>;
export type TaskStatus = z.output<typeof TaskStatus>;
export type TaskType = z.output<typeof TaskType>;
export type RunStep = z.output<typeof RunStep>;
export type PolishCategory = z.output<typeof PolishCategory>;
export type Deferral = z.output<typeof Deferral>;
export type Brief = z.output<typeof Brief>;
export type Lease = z.output<typeof Lease>;
export type Task = z.output<typeof Task>;
export type Assignment = z.output<typeof Assignment>;
