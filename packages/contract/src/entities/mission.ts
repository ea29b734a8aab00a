import { z } from 'zod';
import { MissionId, ProjectId } from '../ids.ts';
import { CommitId, Instant, ShortName, Tokens } from './fields.ts';
import { Severity } from './finding.ts';

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
  severity: Severity,
  name: z.string(),
  branch: z.string(),
  stage: PhaseStage,
  total: z.int(),
  done: z.int(),
  deferred: z.int(),
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
  stopReason: z.string().nullable(),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
});

export type MissionStatus = z.output<typeof MissionStatus>;
export type PhaseStage = z.output<typeof PhaseStage>;
export type Phase = z.output<typeof Phase>;
export type TaskCounts = z.output<typeof TaskCounts>;
export type Mission = z.output<typeof Mission>;
