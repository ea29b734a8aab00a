import { z } from 'zod';
import { AgentId, ProjectId, TaskId } from '../ids.ts';
import { Instant } from './fields.ts';
import { TaskState } from './job.ts';
import { AnyTaskStatus } from './task.ts';

/** Why nobody who is able to do a task takes it. */
const AgentShortage = z.enum(['unknown', 'offline', 'draining', 'busy']);

/**
 * One thing a task waits for. While any holds nobody gets the task; once all are
 * gone the next claim of a fitting agent may.
 */
export const WaitReason = z.discriminatedUnion('code', [
  /** The mission engine has not offered the task. */
  z.object({ code: z.literal('not_offered'), message: z.string() }),
  z.object({
    code: z.literal('dependency'),
    message: z.string(),
    taskId: TaskId,
    key: z.string(),
    status: AnyTaskStatus,
  }),
  z.object({ code: z.literal('delay'), message: z.string(), until: Instant }),
  /** A failed attempt: the pause before the next one. */
  z.object({ code: z.literal('back_off'), message: z.string(), until: Instant }),
  z.object({
    code: z.literal('no_agent'),
    message: z.string(),
    shortage: AgentShortage,
    /** Capabilities and labels that no agent brings together; empty when one does. */
    missing: z.array(z.string()),
  }),
  z.object({
    code: z.literal('project_limit'),
    message: z.string(),
    projectId: ProjectId.nullable(),
    running: z.int(),
    runningMax: z.int(),
  }),
  z.object({
    code: z.literal('tenant_limit'),
    message: z.string(),
    running: z.int(),
    runningMax: z.int(),
  }),
]);

/** Place in the line of a ready task. */
const Place = z.object({
  /** Tasks that come before it in its own lane; counted up to `limits.lineMax`. */
  before: z.int().min(0),
  /** Projects served before its own, the next one first; a few of them. */
  projectsBefore: z.array(z.object({ projectId: ProjectId.nullable(), ready: z.int() })),
  projectsBeforeCount: z.int().min(0),
});

/** Why a task is not running. */
export const Explanation = z.object({
  taskId: TaskId,
  state: TaskState,
  /** In one sentence, for people. */
  summary: z.string(),
  reasons: z.array(WaitReason),
  /** Null unless the task is ready. */
  place: Place.nullable(),
  /** Agents that could take it now, the least busy first; a few of them. */
  agents: z.array(z.object({ agentId: AgentId, name: z.string() })),
  /** Facts worth knowing that hold nothing up, such as a paused schedule. */
  notes: z.array(z.string()),
});

export type WaitReason = z.output<typeof WaitReason>;
export type Explanation = z.output<typeof Explanation>;
