import { z } from 'zod';
import { CommitId, FencingToken, PageInput, page, Tokens } from '../entities/fields.ts';
import {
  AnyTaskStatus,
  Assignment,
  Brief,
  ClaimStep,
  Deferral,
  Lease,
  MissionTask,
  PolishCategory,
  Task,
  TaskKind,
  TaskNode,
  TaskStatus,
} from '../entities/task.ts';
import { AgentId, MissionId, ProjectId, SessionId, TaskId } from '../ids.ts';
import { limits } from '../limits.ts';
import { operation } from '../operation.ts';

const taskId = 'tsk_0190b5c8-6c1f-7000-8000-000000000000';
const agentId = 'agt_0190b5c8-6c1f-7000-8000-000000000000';

export const listTasks = operation({
  name: 'task.list',
  kind: 'query',
  summary: 'List tasks in the order they were added.',
  permission: 'task:read',
  input: z.object({
    missionId: MissionId.optional(),
    projectId: ProjectId.optional(),
    kind: TaskKind.optional(),
    status: AnyTaskStatus.optional(),
    ...PageInput,
  }),
  output: page(Task),
  errors: [],
  example: {},
});

export const showTask = operation({
  name: 'task.show',
  kind: 'query',
  summary: 'Show one task with its finding, dependencies and lease.',
  permission: 'task:read',
  boundBy: 'taskId',
  input: z.object({ taskId: TaskId }),
  output: Task,
  errors: ['not_found'],
  example: { taskId },
});

/** How a claim names who asks and for what. */
export const ClaimInput = {
  agentId: AgentId,
  /** From `agent.register`; a claim for a session that was replaced is refused. */
  sessionId: SessionId.optional(),
  /** What is wanted; left out, runs for a runner and jobs for every other agent. */
  steps: z.array(ClaimStep).min(1).max(4).optional(),
  /** Runtimes beyond those among the capabilities of the agent. */
  runtimes: z.array(z.string().max(60)).max(50).default([]),
} as const;

/**
 * Leases the tasks that are next to one agent, waiting up to `waitMs` for the first.
 *
 * The leases belong to the session of the agent and end with it: renew it by
 * `agent.heartbeat`. Every later call about a task must carry its fencing token. No
 * `assignments` means: ask again.
 */
export const claimTask = operation({
  name: 'task.claim',
  kind: 'command',
  summary: 'Lease the next tasks that are ready.',
  permission: 'task:work',
  input: z.object({
    ...ClaimInput,
    count: z.coerce.number().int().min(1).max(limits.claimCountMax).default(1),
    waitMs: z.coerce.number().int().min(0).max(limits.claimWaitMsMax).default(0),
  }),
  output: z.object({ assignments: z.array(Assignment) }),
  errors: ['not_found', 'lease_lost', 'conflict'],
  example: { agentId, runtimes: ['fixer'] },
});

export const heartbeatTask = operation({
  name: 'task.heartbeat',
  kind: 'command',
  isIdempotent: true,
  summary: 'Renew the lease of a task and hear whether to stop.',
  permission: 'task:work',
  input: z.object({ taskId: TaskId, fencingToken: FencingToken }),
  output: z.object({ lease: Lease, isStopRequested: z.boolean() }),
  errors: ['not_found', 'lease_lost'],
  example: { taskId, fencingToken: 1 },
});

export const releaseTask = operation({
  name: 'task.release',
  kind: 'command',
  summary: 'Give a leased task back undone.',
  permission: 'task:work',
  input: z.object({ taskId: TaskId, fencingToken: FencingToken, reason: z.string().max(500) }),
  output: Task,
  errors: ['not_found', 'lease_lost'],
  example: { taskId, fencingToken: 1, reason: 'runner shuts down' },
});

/** Adds the tasks of a mission in one step; ids come from the caller so that a repeat changes nothing. */
export const addTasks = operation({
  name: 'task.add',
  kind: 'command',
  summary: 'Add the tasks of a mission.',
  permission: 'task:write',
  internal: true,
  input: z.object({
    tasks: z
      .array(
        MissionTask.pick({
          id: true,
          projectId: true,
          missionId: true,
          key: true,
          kind: true,
          type: true,
          severity: true,
          phase: true,
          title: true,
          finding: true,
          component: true,
          branch: true,
          scope: true,
          dependsOn: true,
          estimateTokens: true,
        }).extend({ node: TaskNode.nullable().default(null) }),
      )
      .min(1)
      .max(limits.missionTasksMax),
  }),
  output: z.object({ added: z.int() }),
  errors: ['conflict'],
  example: { tasks: [] },
});

/** Makes a task claimable for one run. An attempt of a step that was offered before, running or over, stays as it is. */
export const offerTask = operation({
  name: 'task.offer',
  kind: 'command',
  summary: 'Make a task claimable for one run.',
  permission: 'task:write',
  internal: true,
  input: z.object({ taskId: TaskId, brief: Brief }),
  output: Task,
  errors: ['not_found', 'conflict'],
  example: {
    taskId,
    brief: {
      step: 'work',
      attempt: 1,
      baseCommit: '0'.repeat(40),
      workCommit: null,
      branch: 'fix/security',
      runtime: 'fixer',
      timeoutMs: 1_800_000,
      previousErrors: [],
      requiredGates: [],
      reportName: null,
    },
  },
});

/** Records the outcome the mission engine decided. Ends any offer; a lease in force is revoked. */
export const settleTask = operation({
  name: 'task.settle',
  kind: 'command',
  summary: 'Record the outcome of a task.',
  permission: 'task:write',
  internal: true,
  input: z.object({
    taskId: TaskId,
    status: TaskStatus,
    commit: CommitId.nullable().default(null),
    usedTokens: Tokens.nullable().default(null),
    category: PolishCategory.nullable().default(null),
    deferral: Deferral.nullable().default(null),
    skipReason: z.string().max(1_000).nullable().default(null),
    lastError: z.string().max(8_000).nullable().default(null),
  }),
  output: Task,
  errors: ['not_found'],
  example: { taskId, status: 'done' },
});

/** Takes back an offer nobody claimed, and asks a running one to stop. */
export const withdrawTask = operation({
  name: 'task.withdraw',
  kind: 'command',
  summary: 'Take back an offer.',
  permission: 'task:write',
  internal: true,
  input: z.object({ taskId: TaskId }),
  output: Task,
  errors: ['not_found'],
  example: { taskId },
});

/** Ends the lease of a finished run; called by `run.finish` in its own transaction. */
export const freeTask = operation({
  name: 'task.free',
  kind: 'command',
  summary: 'End the lease of a finished run.',
  permission: 'task:work',
  internal: true,
  input: z.object({ taskId: TaskId, runId: z.string(), usedTokens: Tokens.nullable() }),
  output: Task,
  errors: ['not_found', 'lease_lost'],
  example: { taskId, runId: 'run_0190b5c8-6c1f-7000-8000-000000000000', usedTokens: null },
});

/** Ends leases nobody renewed, of every tenant; called by a timer of the hub. */
export const expireTasks = operation({
  name: 'task.expire',
  kind: 'command',
  summary: 'End the leases that lapsed.',
  permission: 'task:write',
  internal: true,
  input: z.object({}),
  /** `hasMore`: the bound of one turn was reached; call again. */
  output: z.object({ expired: z.int(), hasMore: z.boolean() }),
  errors: [],
  example: {},
});
