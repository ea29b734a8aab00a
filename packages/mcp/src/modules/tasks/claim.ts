import { type Brief, operations } from '@mosaic/contract';
import type { Selectable } from 'kysely';
import { type CommandContext, command, type Handler } from '../../pipeline/handler.ts';
import { toLease } from './convert.ts';
import { expireLeases } from './expire.ts';
import { leaseEnd } from './rules.ts';
import type { TaskRow } from './tables.ts';
import { changeTask, findTask, type TaskReader } from './task-store.ts';

/** Makes the token a worker may use; bound to the task and its run. */
export type IssueWorkerToken = (binding: {
  taskId: string;
  runId: string;
  fencingToken: number;
}) => string;

/** Topic of hints that something may be claimable. */
export const offeredTopic = 'task.offered';

/** `task.claim`: leases the oldest offered task that the runner is able to do. */
export function claimHandler(issueWorkerToken: IssueWorkerToken): Handler {
  return command(
    operations.claimTask,
    async (context, input) => {
      const store: TaskReader = context.store;
      await expireLeases(context);
      const row = await nextOffered(store, input.steps, input.runtimes);
      if (!row) {
        context.quiet();
        return { assignment: null };
      }
      const agent = await context.call(operations.showAgent, { agentId: input.agentId });
      const lease = await giveLease(context, row, agent);
      const task = await changeTask(store, row.id, lease);
      const brief: Brief = JSON.parse(row.brief ?? 'null');
      const held = toLease(await findTask(store, row.id));
      if (!held) throw new Error(`The lease of ${row.id} was not stored`);
      context.target(row.id);
      return {
        assignment: {
          task,
          brief,
          lease: held,
          workerToken: issueWorkerToken({
            taskId: row.id,
            runId: held.runId,
            fencingToken: held.fencingToken,
          }),
        },
      };
    },
    {
      isOutputStored: false,
      longPoll: {
        topic: offeredTopic,
        waitMs: (input) => input.waitMs,
        isEmpty: (output) => output.assignment === null,
      },
    },
  );
}

/** The oldest offer that fits and whose dependencies are settled. */
async function nextOffered(
  store: TaskReader,
  steps: readonly string[],
  runtimes: readonly string[],
): Promise<Selectable<TaskRow> | undefined> {
  return store
    .selectFrom('task')
    .selectAll()
    .where('offered_step', 'in', steps)
    .where('lease_run_id', 'is', null)
    .where(({ eb, or }) =>
      or([eb('offered_step', '!=', 'work'), eb('offered_runtime', 'in', [...runtimes, ''])]),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('task_dependency')
            .innerJoin('task as needed', 'needed.id', 'task_dependency.depends_on')
            .whereRef('task_dependency.task_id', '=', 'task.id')
            .where('needed.status', 'not in', ['done', 'deferred'])
            .select('needed.id'),
        ),
      ),
    )
    .orderBy('position')
    .limit(1)
    .executeTakeFirst();
}

async function giveLease(
  context: CommandContext,
  row: Selectable<TaskRow>,
  agent: { id: string; name: string },
): Promise<Partial<Selectable<TaskRow>>> {
  const now = context.clock.now();
  const brief: Brief = JSON.parse(row.brief ?? 'null');
  const fencingToken = row.fencing_token + 1;
  const runId = context.clock.newId('run');
  await context.call(operations.startRun, {
    id: runId,
    fencingToken,
    taskId: row.id,
    missionId: row.mission_id,
    step: brief.step,
    attempt: brief.attempt,
    runtime: brief.step === 'work' ? brief.runtime : 'gates',
    agentId: agent.id,
    agentName: agent.name,
    baseCommit: brief.baseCommit,
  });
  context.emit({
    type: 'task.claimed',
    projectId: row.project_id,
    missionId: row.mission_id,
    taskId: row.id,
    runId,
    data: { key: row.key, step: brief.step, attempt: brief.attempt, agent: agent.name },
  });
  return {
    fencing_token: fencingToken,
    lease_agent_id: agent.id,
    lease_run_id: runId,
    lease_expires_at: leaseEnd(now),
    is_stop_requested: 0,
    agent_name: agent.name,
    attempts: Math.max(row.attempts, brief.attempt),
    status: 'in-progress',
    started_at: row.started_at ?? now,
  };
}
