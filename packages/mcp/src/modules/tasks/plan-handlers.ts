import { MosaicError, operations, type Task } from '@mosaic/contract';
import { type CommandContext, command, type Handler } from '../../pipeline/handler.ts';
import { offeredTopic } from './claim.ts';
import type { TaskSpec } from './convert.ts';
import { isSettled } from './rules.ts';
import { changeTask, findTask, loadTask, type TaskReader, unoffered } from './task-store.ts';

type NewTask = Pick<Task, 'id' | 'projectId' | 'missionId' | 'key' | 'kind' | 'dependsOn'> &
  TaskSpec;

/** What the mission engine does with its tasks. */
export const planHandlers: readonly Handler[] = [
  command(operations.addTasks, async (context, { tasks }) => {
    let added = 0;
    for (const task of tasks) added += (await addTask(context, task)) ? 1 : 0;
    return { added };
  }),

  command(operations.offerTask, async (context, { taskId, brief }) => {
    const row = await findTask(context.store, taskId);
    if (isSettled(row.status)) {
      throw new MosaicError(
        'conflict',
        `Task ${row.key} is ${row.status}; it cannot be offered again.`,
      );
    }
    // Offering is repeated after a crash: what was offered before, running or over, stays as it is.
    const offers: Record<string, number> = JSON.parse(row.offers);
    if (row.brief !== null || (offers[brief.step] ?? 0) >= brief.attempt) {
      context.quiet();
      return loadTask(context.store, taskId);
    }
    const task = await changeTask(context.store, taskId, {
      brief: JSON.stringify(brief),
      offers: JSON.stringify({ ...offers, [brief.step]: brief.attempt }),
      offered_step: brief.step,
      offered_runtime: brief.step === 'work' ? brief.runtime : '',
      status: 'in-progress',
      started_at: row.started_at ?? context.clock.now(),
    });
    context.emit({
      ...subject(task),
      type: 'task.offered',
      data: { key: row.key, step: brief.step },
    });
    context.hint(offeredTopic);
    return task;
  }),

  command(operations.withdrawTask, async (context, { taskId }) => {
    const row = await findTask(context.store, taskId);
    if (row.lease_run_id !== null) {
      return changeTask(context.store, taskId, { is_stop_requested: 1 });
    }
    return changeTask(context.store, taskId, unoffered);
  }),

  command(operations.settleTask, async (context, input) => {
    const row = await findTask(context.store, input.taskId);
    const isOver = isSettled(input.status) || input.status === 'failed';
    if (isOver && row.lease_run_id !== null) {
      const reason = `The task was settled as ${input.status}.`;
      await context.call(operations.loseRun, {
        runId: row.lease_run_id,
        status: 'cancelled',
        reason,
      });
    }
    const task = await changeTask(context.store, input.taskId, {
      ...(isOver ? unoffered : {}),
      status: input.status,
      commit_id: input.commit,
      used_tokens: input.usedTokens ?? row.used_tokens,
      category: input.category,
      deferral: input.deferral === null ? null : JSON.stringify(input.deferral),
      last_error: input.lastError,
      completed_at: isOver ? (row.completed_at ?? context.clock.now()) : null,
    });
    context.emit({
      ...subject(task),
      type: 'task.settled',
      data: { key: row.key, status: input.status },
    });
    context.hint(offeredTopic);
    return task;
  }),
];

async function addTask(context: CommandContext, task: NewTask): Promise<boolean> {
  const store: TaskReader = context.store;
  const { id, projectId, missionId, key, kind, dependsOn, ...spec } = task;
  const known = await store.selectFrom('task').select('id').where('id', '=', id).executeTakeFirst();
  if (known) return false;
  await store
    .insertInto('task')
    .values({
      id,
      project_id: projectId,
      mission_id: missionId,
      key,
      kind,
      status: 'not-started',
      spec: JSON.stringify(spec),
      offers: '{}',
      fencing_token: 0,
      is_stop_requested: 0,
      attempts: 0,
      created_at: context.clock.now(),
    })
    .execute();
  if (dependsOn.length > 0) {
    await store
      .insertInto('task_dependency')
      .values([...new Set(dependsOn)].map((needed) => ({ task_id: id, depends_on: needed })))
      .execute();
  }
  context.emit({
    projectId,
    missionId,
    taskId: id,
    type: 'task.added',
    data: { key, title: spec.title },
  });
  return true;
}

function subject(task: Task) {
  return { projectId: task.projectId, missionId: task.missionId, taskId: task.id };
}
