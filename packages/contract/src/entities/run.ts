import { z } from 'zod';
import { AgentId, MissionId, RunId, TaskId } from '../ids.ts';
import { CommitId, Instant, Tokens } from './fields.ts';
import { RunStep } from './task.ts';

export const RunStatus = z.enum(['running', 'succeeded', 'failed', 'lost', 'cancelled']);

/** Why a run failed; each has one treatment in the mission engine. */
export const FailureCode = z.enum([
  'gate_failed',
  'no_commit',
  'empty_change',
  'out_of_scope',
  'protected_path',
  'foreign_change',
  'bad_result',
  'reported_failure',
  'unsupported',
  'timeout',
  'silent',
  'flood',
  'disk_quota',
  'crashed',
  'conflict',
  'context_exhausted',
  'state_mismatch',
  'runtime_missing',
  'sandbox_missing',
  'lease_lost',
  'stopped',
  'internal',
]);

export const RunFailure = z.object({
  code: FailureCode,
  /** What happened and what to do, without control characters. */
  message: z.string().max(8_000),
});

/** One attempt at a task. */
export const Run = z.object({
  id: RunId,
  taskId: TaskId,
  missionId: MissionId,
  step: RunStep,
  attempt: z.int().min(1),
  status: RunStatus,
  runtime: z.string(),
  agentId: AgentId,
  agentName: z.string(),
  baseCommit: CommitId,
  /** Commit produced or proved. */
  commit: CommitId.nullable(),
  usedTokens: Tokens.nullable(),
  /** Share of the context window in use, 0–100; null where the runtime does not tell. */
  contextPercent: z.number().min(0).max(100).nullable(),
  sandboxed: z.boolean().nullable(),
  notes: z.string().nullable(),
  failure: RunFailure.nullable(),
  startedAt: Instant,
  finishedAt: Instant.nullable(),
});

/** What a runner says when a run ends. */
export const RunResult = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('succeeded'),
    commit: CommitId,
    usedTokens: Tokens.nullable(),
    notes: z.string().max(8_000),
    sandboxed: z.boolean(),
  }),
  z.object({
    status: z.literal('failed'),
    failure: RunFailure,
    usedTokens: Tokens.nullable(),
    notes: z.string().max(8_000),
    sandboxed: z.boolean(),
  }),
]);

/**
 * What a worker prints when it is finished. A claim, never proof.
 *
 * `used` is "5.2K" or a number of tokens; null or missing means unknown.
 */
export const WorkerResult = z.object({
  task_id: z.string().max(200),
  status: z.enum(['success', 'failed']),
  used: z.union([z.string().max(40), z.number().min(0)]).nullish(),
  commit_sha: z.string().max(80).nullish(),
  notes: z.string().max(8_000).default(''),
});

export type RunStatus = z.output<typeof RunStatus>;
export type FailureCode = z.output<typeof FailureCode>;
export type RunFailure = z.output<typeof RunFailure>;
export type Run = z.output<typeof Run>;
export type RunResult = z.output<typeof RunResult>;
export type WorkerResult = z.output<typeof WorkerResult>;
