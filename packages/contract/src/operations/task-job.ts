import { z } from 'zod';
import { Explanation } from '../entities/explanation.ts';
import { FencingToken, PageInput, page } from '../entities/fields.ts';
import { BackOff, Capability, JsonObject, Labels, Priority } from '../entities/job.ts';
import { Assignment } from '../entities/task.ts';
import { ProjectId, ScheduleId, TaskId } from '../ids.ts';
import { limits } from '../limits.ts';
import { operation } from '../operation.ts';
import { ClaimInput } from './task.ts';

const taskId = 'tsk_0190b5c8-6c1f-7000-8000-000000000000';
const agentId = 'agt_0190b5c8-6c1f-7000-8000-000000000000';

/** A name the submitter gives a job; it makes the submission idempotent. */
const JobKey = z.string().trim().min(1).max(200);

/** What `task.submit` takes for each job. */
const NewJob = z.object({
  title: z.string().trim().min(1).max(500),
  payload: JsonObject.default({}),
  /** A key that was submitted before names the same job: nothing is added then. */
  key: JobKey.optional(),
  projectId: ProjectId.nullable().default(null),
  priority: Priority.default(0),
  requires: z.array(Capability).max(limits.requiresMax).default([]),
  labels: Labels.default({}),
  /** Ids or keys of tasks that must be done first; keys of this submission too. */
  dependsOn: z.array(z.string().min(1).max(200)).max(limits.dependenciesMax).default([]),
  /** Not before this instant. */
  availableAt: z.iso.datetime().optional(),
  /** Not before so many milliseconds from now. */
  delayMs: z.int().min(0).max(limits.delayMsMax).optional(),
  attemptsMax: z.int().min(1).max(limits.attemptsMax).default(3),
  backOff: BackOff.default({ firstMs: 1_000, maxMs: 300_000 }),
  /** An attempt is lost when the agent says nothing about it for so long; without it the session decides. */
  leaseMs: z.int().min(1_000).max(limits.taskLeaseMsMax).nullable().default(null),
});

const Submitted = z.object({
  taskId: TaskId,
  key: z.string(),
  /** False: the key was known. */
  isNew: z.boolean(),
});

/** All are added or none. A cycle among their dependencies is refused by naming it. */
export const submitTasks = operation({
  name: 'task.submit',
  kind: 'command',
  summary: 'Submit jobs for agents to do.',
  permission: 'task:write',
  input: z.object({ jobs: z.array(NewJob).min(1).max(limits.taskBatchMax) }),
  output: z.object({ tasks: z.array(Submitted) }),
  errors: ['not_found', 'conflict', 'too_large', 'precondition_failed'],
  example: { jobs: [{ title: 'Index the wiki', payload: { wiki: 'handbook' } }] },
});

/** Puts the jobs of a schedule in; called in the transaction that moves the schedule on. */
export const enqueueTasks = operation({
  name: 'task.enqueue',
  kind: 'command',
  summary: 'Submit the jobs of a schedule.',
  permission: 'task:write',
  internal: true,
  input: z.object({
    scheduleId: ScheduleId,
    jobs: z.array(NewJob).min(1).max(limits.taskBatchMax),
  }),
  output: z.object({ tasks: z.array(Submitted) }),
  errors: ['not_found', 'conflict', 'too_large', 'precondition_failed'],
  example: {
    scheduleId: 'sch_0190b5c8-6c1f-7000-8000-000000000000',
    jobs: [{ title: 'Index the wiki' }],
  },
});

const Refusal = z.object({
  taskId: TaskId,
  code: z.enum(['not_found', 'lease_lost', 'conflict']),
  message: z.string(),
});

/** What became of each task of a batch: those refused changed nothing. */
const Verdicts = z.object({ accepted: z.array(TaskId), refused: z.array(Refusal) });

/**
 * Ends attempts that succeeded. Saying it twice changes nothing.
 *
 * A task whose lease is over is refused and the others go on; when all are refused the
 * call fails with the first refusal.
 */
export const completeTasks = operation({
  name: 'task.complete',
  kind: 'command',
  summary: 'Hand in the results of jobs.',
  permission: 'task:work',
  input: z.object({
    tasks: z
      .array(
        z.object({ taskId: TaskId, fencingToken: FencingToken, result: JsonObject.default({}) }),
      )
      .min(1)
      .max(limits.taskBatchMax),
  }),
  output: Verdicts,
  errors: ['not_found', 'lease_lost', 'conflict', 'too_large'],
  example: { tasks: [{ taskId, fencingToken: 1, result: { pages: 12 } }] },
});

/** Ends attempts that failed: tried again after a pause, or dead once no attempt is left. */
export const failTasks = operation({
  name: 'task.fail',
  kind: 'command',
  summary: 'Report jobs that failed.',
  permission: 'task:work',
  input: z.object({
    tasks: z
      .array(
        z.object({
          taskId: TaskId,
          fencingToken: FencingToken,
          error: z.string().min(1).max(8_000),
          /** False: another attempt would fail as well. */
          isRetryable: z.boolean().default(true),
        }),
      )
      .min(1)
      .max(limits.taskBatchMax),
  }),
  output: Verdicts,
  errors: ['not_found', 'lease_lost', 'conflict'],
  example: { tasks: [{ taskId, fencingToken: 1, error: 'The wiki did not answer.' }] },
});

/**
 * Calls jobs off. Those that wait are cancelled at once. One that runs is asked to stop,
 * which its agent learns by its next heartbeat; with `force` its lease ends now.
 */
export const cancelTasks = operation({
  name: 'task.cancel',
  kind: 'command',
  summary: 'Call jobs off.',
  permission: 'task:write',
  input: z.object({
    taskIds: z.array(TaskId).min(1).max(limits.taskBatchMax),
    mode: z.enum(['polite', 'force']).default('polite'),
  }),
  output: Verdicts,
  errors: ['not_found', 'lease_lost', 'conflict'],
  example: { taskIds: [taskId] },
});

/** Gives dead or cancelled jobs all their attempts again. */
export const redriveTasks = operation({
  name: 'task.redrive',
  kind: 'command',
  summary: 'Try dead jobs again.',
  permission: 'task:write',
  input: z.object({ taskIds: z.array(TaskId).min(1).max(limits.taskBatchMax) }),
  output: Verdicts,
  errors: ['not_found', 'lease_lost', 'conflict'],
  example: { taskIds: [taskId] },
});

export const explainTask = operation({
  name: 'task.explain',
  kind: 'query',
  summary: 'Tell why a task is not running.',
  permission: 'task:read',
  boundBy: 'taskId',
  input: z.object({ taskId: TaskId }),
  output: Explanation,
  errors: ['not_found'],
  example: { taskId },
});

/**
 * Hands tasks to an agent as they become ready, as many at a time as it takes.
 *
 * The agent keeps its session alive by `agent.heartbeat`; the stream ends when that lapses,
 * is replaced, drains or leaves.
 */
export const receiveTasks = operation({
  name: 'task.receive',
  kind: 'stream',
  summary: 'Receive tasks as they become ready.',
  permission: 'task:work',
  input: z.object({
    ...ClaimInput,
    /** Tasks the agent has at the same time: another one comes when it has handed one in. */
    slots: z.coerce.number().int().min(1).max(limits.agentTasksMax).default(1),
  }),
  output: Assignment,
  errors: ['not_found', 'lease_lost', 'conflict'],
  example: { agentId },
});

const Share = z.object({
  /** Null stands for tasks without a project. */
  projectId: ProjectId.nullable(),
  ready: z.int(),
  running: z.int(),
  /** Null: no limit. */
  runningMax: z.int().nullable(),
  /** A project of weight 2 gets twice the tasks of one of weight 1 while both have some. */
  weight: z.number(),
});

export const showQueue = operation({
  name: 'task.queue',
  kind: 'query',
  summary: 'Show what is ready and running in each project.',
  permission: 'task:read',
  input: z.object({ ...PageInput }),
  output: page(Share).extend({ tenant: Share.omit({ projectId: true }) }),
  errors: [],
  example: {},
});

/** Bounds how many tasks run at once. Leases in force stay; `runningMax: null` lifts the limit. */
export const limitTasks = operation({
  name: 'task.limit',
  kind: 'command',
  summary: 'Limit how many tasks run at once.',
  permission: 'task:write',
  input: z.object({
    /** Whose tasks: of one project, of none, or of the whole tenant. */
    scope: z.enum(['project', 'no-project', 'tenant']).default('project'),
    projectId: ProjectId.optional(),
    runningMax: z.int().min(0).max(1_000_000).nullable().optional(),
    weight: z.number().min(0.01).max(100).optional(),
  }),
  output: Share,
  errors: [],
  example: { projectId: 'prj_0190b5c8-6c1f-7000-8000-000000000000', runningMax: 4 },
});

/** Serves agents that wait, in one transaction; called by the claim desk of a node. */
export const assignTasks = operation({
  name: 'task.assign',
  kind: 'command',
  summary: 'Lease tasks to agents that wait.',
  permission: 'task:work',
  internal: true,
  input: z.object({
    waiters: z
      .array(
        z.object({
          ...ClaimInput,
          count: z.int().min(1).max(limits.claimCountMax),
          /** Tasks it wants to have at the same time; without it as many as the agent takes. */
          slots: z.int().min(1).optional(),
          /** The waiting call itself is a sign of life; a stream that stands open is none. */
          isAlive: z.boolean(),
        }),
      )
      .min(1)
      .max(limits.claimCountMax),
  }),
  output: z.object({
    served: z.array(
      z.object({
        /** What the waiter is able to do; equal for those who are able to do the same. */
        abilities: z.string(),
        assignments: z.array(Assignment),
        /** True: there is nothing for anybody with these abilities. */
        isDry: z.boolean(),
        /** Why the waiter gets nothing any more, if so. */
        refusal: z
          .object({ code: z.enum(['not_found', 'lease_lost', 'conflict']), message: z.string() })
          .nullable(),
      }),
    ),
  }),
  errors: [],
  example: { waiters: [{ agentId, count: 1, isAlive: true }] },
});

/** Makes delayed tasks ready whose time has come, of every tenant; called by a timer of the hub. */
export const promoteTasks = operation({
  name: 'task.promote',
  kind: 'command',
  summary: 'Make delayed tasks ready.',
  permission: 'task:write',
  internal: true,
  input: z.object({}),
  output: z.object({ promoted: z.int(), hasMore: z.boolean() }),
  errors: [],
  example: {},
});

/** Forgets jobs that were over long ago, of every tenant; called by a timer of the hub. */
export const pruneTasks = operation({
  name: 'task.prune',
  kind: 'command',
  summary: 'Forget old jobs.',
  permission: 'task:write',
  internal: true,
  input: z.object({}),
  output: z.object({ removed: z.int(), hasMore: z.boolean() }),
  errors: [],
  example: {},
});

/** Ends every lease of sessions that are over; called where sessions end. */
export const revokeTasks = operation({
  name: 'task.revoke',
  kind: 'command',
  summary: 'End the leases of sessions.',
  permission: 'task:write',
  internal: true,
  input: z.object({
    sessionIds: z.array(z.string()).min(1).max(limits.taskBatchMax),
    reason: z.string().max(500),
  }),
  output: z.object({ ended: z.int() }),
  errors: [],
  example: { sessionIds: ['ses_0190b5c8-6c1f-7000-8000-000000000000'], reason: 'left' },
});

/** Gives back what a session was leased and does not know of; called by its heartbeat. */
export const reconcileTasks = operation({
  name: 'task.reconcile',
  kind: 'command',
  summary: 'Give back the tasks of a session that its agent does not have.',
  permission: 'task:write',
  internal: true,
  input: z.object({
    sessionId: z.string(),
    holding: z.array(TaskId).max(limits.agentTasksMax),
  }),
  output: z.object({ ended: z.int() }),
  errors: [],
  example: { sessionId: 'ses_0190b5c8-6c1f-7000-8000-000000000000', holding: [taskId] },
});

/** Which tasks of a session are asked to stop. */
export const stoppingTasks = operation({
  name: 'task.stopping',
  kind: 'query',
  summary: 'List the tasks of a session that should stop.',
  permission: 'task:read',
  internal: true,
  input: z.object({ sessionId: z.string() }),
  output: z.object({ taskIds: z.array(TaskId) }),
  errors: [],
  example: { sessionId: 'ses_0190b5c8-6c1f-7000-8000-000000000000' },
});
