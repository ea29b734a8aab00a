import { z } from 'zod';
import { EvidenceId, MissionId, RunId, TaskId } from '../ids.ts';
import { CommitId, Instant } from './fields.ts';

/** Name of the gate that shows that a finding itself is gone; no gate of a project may have it. */
export const findingGate = 'finding';

/** Proof that a gate was run by the platform in a clean checkout at one commit. */
export const Evidence = z.object({
  id: EvidenceId,
  runId: RunId,
  taskId: TaskId,
  missionId: MissionId,
  gate: z.string(),
  command: z.string(),
  commit: CommitId,
  exitCode: z.int().nullable(),
  /** Set when a limit ended the command. */
  endedBy: z.enum(['exit', 'signal', 'timeout', 'flood', 'disk_quota']),
  durationMs: z.int().min(0),
  /** SHA-256 of the whole output, also of what was not kept. */
  logSha256: z.string().regex(/^[0-9a-f]{64}$/),
  logBytes: z.int().min(0),
  isLogComplete: z.boolean(),
  passed: z.boolean(),
  /** False for gates that were already red at the start and are only recorded. */
  required: z.boolean(),
  sandboxed: z.boolean(),
  createdAt: Instant,
});

export type Evidence = z.output<typeof Evidence>;
