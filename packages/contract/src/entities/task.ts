import { z } from 'zod';
import { AgentId, MissionId, ProjectId, RunId, SessionId, TaskId } from '../ids.ts';
import { CommitId, FencingToken, Instant, Tokens } from './fields.ts';
import { Finding, Severity } from './finding.ts';
import { Job } from './job.ts';
import { PlanAgentType, PlanNodeId } from './plan.ts';
import { TaskType } from './task-type.ts';

/**
 * What the mission engine plans: `fix` removes a finding, `atomic` does one atomic of a plan,
 * `verification` closes a phase, `review` produces the report. A `job` is any other work: its
 * submitter says what is to be done.
 */
export const TaskKind = z.enum(['review', 'fix', 'atomic', 'verification', 'job']);
/**
 * Status of a task of a mission. `skipped`: on a branch of the plan that was not taken, so there
 * was nothing to do. A failed job is a dead letter.
 */
export const TaskStatus = z.enum([
  'not-started',
  'in-progress',
  'done',
  'failed',
  'deferred',
  'skipped',
]);
/** A job can be called off as well. */
export const AnyTaskStatus = z.enum([...TaskStatus.options, 'cancelled']);

/** What the next run of a task does: produce changes, prove a commit, or review. */
export const RunStep = z.enum(['review', 'work', 'verify']);

/** What a claim may ask for: the runs of missions, and jobs. */
export const ClaimStep = z.enum([...RunStep.options, 'job']);

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

/** The node of a plan that a task does, as the plan stood when its mission began. */
export const TaskNode = z.object({
  id: PlanNodeId,
  /** What the plan as a whole is for. */
  goal: z.string(),
  /** From the epic down to the node right above. */
  above: z.array(z.object({ id: PlanNodeId, title: z.string() })),
  description: z.string(),
  completionCriteria: z.array(z.string()),
  /** Of the node itself and of those above it. */
  acceptanceCriteria: z.array(z.string()),
  agentType: PlanAgentType.nullable(),
  /** Files or globs it is expected to change. */
  files: z.array(z.string()),
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

/** Held by the session of an agent: valid while the session lives and nobody leased the task anew. */
export const Lease = z.object({
  agentId: AgentId,
  sessionId: SessionId,
  /** The run of a mission's task; null for a job. */
  runId: RunId.nullable(),
  fencingToken: FencingToken,
  expiresAt: Instant,
});

/**
 * A piece of work. What only missions know is null or empty in a job, and `job` is null in
 * a task of a mission.
 */
export const Task = z.object({
  id: TaskId,
  projectId: ProjectId.nullable(),
  missionId: MissionId.nullable(),
  /** Human id, for example `MS-SEC-001`; for a job the key its submitter gave, or its id. */
  key: z.string(),
  kind: TaskKind,
  status: AnyTaskStatus,
  type: TaskType.nullable(),
  severity: Severity.nullable(),
  phase: z.int().min(0),
  title: z.string(),
  finding: Finding.nullable(),
  /** For `atomic`: what the plan says about it. */
  node: TaskNode.nullable(),
  /** Component or workspace the change belongs to (`repo` column). */
  component: z.string(),
  branch: z.string(),
  /** Globs of files a run may change. */
  scope: z.array(z.string()),
  dependsOn: z.array(TaskId),
  estimateTokens: Tokens.nullable(),
  usedTokens: Tokens.nullable(),
  attempts: z.int().min(0),
  commit: CommitId.nullable(),
  category: PolishCategory.nullable(),
  deferral: Deferral.nullable(),
  /** Why it is skipped. */
  skipReason: z.string().nullable(),
  /** Last error, as data. */
  lastError: z.string().nullable(),
  brief: Brief.nullable(),
  lease: Lease.nullable(),
  job: Job.nullable(),
  /** Name of the agent that holds or last held it. */
  agentName: z.string().nullable(),
  startedAt: Instant.nullable(),
  completedAt: Instant.nullable(),
  createdAt: Instant,
});

/** A task of a mission: everything the mission engine gave it is there. */
export const MissionTask = Task.extend({
  projectId: ProjectId,
  missionId: MissionId,
  type: TaskType,
  estimateTokens: Tokens,
});

/** One run of a mission's task, handed to a runner. */
export const RunAssignment = z.object({
  kind: z.literal('run'),
  task: MissionTask,
  brief: Brief,
  lease: Lease.extend({ runId: RunId }),
  /** May call only the operations of this task; given to the worker, never the runner's own. */
  workerToken: z.string(),
});

/** One attempt at a job, handed to an agent. */
export const JobAssignment = z.object({
  kind: z.literal('job'),
  task: Task,
  lease: Lease,
});

/** What `task.claim` and `task.receive` hand out. */
export const Assignment = z.discriminatedUnion('kind', [RunAssignment, JobAssignment]);

export type TaskKind = z.output<typeof TaskKind>;
export type TaskNode = z.output<typeof TaskNode>;
export type TaskStatus = z.output<typeof TaskStatus>;
export type AnyTaskStatus = z.output<typeof AnyTaskStatus>;
export type ClaimStep = z.output<typeof ClaimStep>;
export type RunStep = z.output<typeof RunStep>;
export type PolishCategory = z.output<typeof PolishCategory>;
export type Deferral = z.output<typeof Deferral>;
export type Brief = z.output<typeof Brief>;
export type Lease = z.output<typeof Lease>;
export type Task = z.output<typeof Task>;
export type MissionTask = z.output<typeof MissionTask>;
export type RunAssignment = z.output<typeof RunAssignment>;
export type JobAssignment = z.output<typeof JobAssignment>;
export type Assignment = z.output<typeof Assignment>;
