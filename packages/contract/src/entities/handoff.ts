import { z } from 'zod';
import { HandoffId, MissionId, RunId, TaskId } from '../ids.ts';
import { AgentContext } from './agent-context.ts';
import { Instant } from './fields.ts';

/** Passing work to a fresh agent before its context is full. */
export const Handoff = z.object({
  id: HandoffId,
  missionId: MissionId,
  taskId: TaskId.nullable(),
  runId: RunId.nullable(),
  kind: z.enum(['worker', 'orchestrator']),
  /** Context in use when it was written; null when the reason was a stop. */
  contextPercent: z.number().min(0).max(100).nullable(),
  reason: z.string(),
  /** SHA-256 of the persisted state; the successor echoes it before it may act. */
  stateHash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Ready-to-use text for the successor. */
  kickstart: z.string().max(40_000),
  /** The same as data; null where it could not be told within its bounds. */
  context: AgentContext.nullable(),
  acknowledgedAt: Instant.nullable(),
  createdAt: Instant,
});

export type Handoff = z.output<typeof Handoff>;
