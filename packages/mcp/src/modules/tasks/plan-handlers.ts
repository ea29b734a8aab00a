import { type MissionTask, MosaicError, operations } from '@mosaic/contract';
import { type CommandContext, command, type Handler } from '../../pipeline/handler.ts';
import { sizedStatement } from '../../store/sized-statement.ts';
import { readyTopic } from './claim.ts';
import type { TaskSpec } from './convert.ts';
import { holdDependents, releaseDependents } from './dependents.ts';
import { countDown } from './end-leases.ts';
import { laneOf, requirementId } from './lane.ts';
import { createLedger } from './ledger.ts';
import { runRequirement, storeRequirements } from './requirements.ts';
import { isSettled, place } from './rules/place.ts';
import {
  changeTask,
  findTask,
  laneOfRow,
  loadTask,
  subjectOf,
  type TaskReader,
  unoffered,
} from './task-store.ts';

type NewTask = Pick<MissionTask, 'id' | 'projectId' | 'missionId' | 'key' | 'kind' | 'dependsOn'> &
  TaskSpec;

/** Counts what tasks depend on, and how much of it is not settled. */
const countNeeds = sizedStatement<never>(
  'task.countNeeds',
  0,
  (list) =>
    `update task set
       deps_total = (select count(*) from task_dependency d where d.task_id = task.id),
       deps_left = (select count(*) from task_dependency d join task needed on needed.id = d.depends_on
         where d.task_id = task.id and needed.status not in ('done', 'deferred', 'skipped'))
     where id in (${list})
       or id in (select task_id from task_dependency where depends_on in (${list}))`,
);

/** What the mission engine does with its tasks. */
export const planHandlers: readonly Handler[] = [
  command(operations.addTasks, async (context, { tasks }) => {
    const added: string[] = [];
    for (const task of tasks) if (await addTask(context, task)) added.push(task.id);
    await countNeeds.all(context.store, [], added);
    return { added: added.length };
  }),

  command(operations.offerTask, async (context, { taskId, brief }) => {
    const row = await findTask(context, taskId);
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
      return loadTask(context, taskId);
    }
    const now = context.clock.now();
    const requirement = runRequirement(brief);
    await storeRequirements(context.store, row.tenant, [requirement]);
    const lane = laneOf(row.tenant, row.project_id, requirementId(requirement));
    const to = row.deps_left > 0 ? place.blocked : place.ready;
    const ledger = createLedger();
    ledger.move(lane, place.none, to);
    await ledger.flush(context.store);
    const task = await changeTask(context, taskId, {
      brief: JSON.stringify(brief),
      offers: JSON.stringify({ ...offers, [brief.step]: brief.attempt }),
      offered_step: brief.step,
      offered_runtime: brief.step === 'work' ? brief.runtime : '',
      status: 'in-progress',
      started_at: row.started_at ?? now,
      lane: lane.id,
      requirement: lane.requirement,
      place: to,
      available_at: now,
      rank: now,
    });
    context.emit({
      ...subjectOf(row),
      type: 'task.offered',
      data: { key: row.key, step: brief.step },
    });
    context.hint(readyTopic);
    return task;
  }),

  command(operations.withdrawTask, async (context, { taskId }) => {
    const row = await findTask(context, taskId);
    if (row.lease_session !== null) return changeTask(context, taskId, { is_stop_requested: 1 });
    const ledger = createLedger();
    ledger.move(laneOfRow(row), row.place, place.none);
    await ledger.flush(context.store);
    return changeTask(context, taskId, unoffered);
  }),

  command(operations.settleTask, async (context, input) => {
    const row = await findTask(context, input.taskId);
    const isOver = isSettled(input.status) || input.status === 'failed';
    const ledger = createLedger();
    if (isOver && row.lease_session !== null) {
      await context.call(operations.loseRun, {
        runId: row.lease_run_id ?? '',
        status: 'cancelled',
        reason: `The task was settled as ${input.status}.`,
      });
      await countDown(context, [row]);
    }
    if (isOver) ledger.move(laneOfRow(row), row.place, place.none);
    const task = await changeTask(context, input.taskId, {
      ...(isOver ? unoffered : {}),
      status: input.status,
      commit_id: input.commit,
      used_tokens: input.usedTokens ?? row.used_tokens,
      category: input.category,
      deferral: input.deferral === null ? null : JSON.stringify(input.deferral),
      skip_reason: input.skipReason,
      last_error: input.lastError,
      completed_at: isOver ? (row.completed_at ?? context.clock.now()) : null,
    });
    const [was, is] = [isSettled(row.status), isSettled(input.status)];
    if (!was && is) await releaseDependents(context, ledger, [row.id]);
    if (was && !is) await holdDependents(context, ledger, row.id);
    await ledger.flush(context.store);
    context.emit({
      ...subjectOf(row),
      type: 'task.settled',
      data: { key: row.key, status: input.status },
    });
    context.hint(readyTopic);
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
      tenant: context.principal.tenant,
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
      lane: '',
      requirement: '',
      place: place.none,
      rank: 0,
      deps_left: 0,
      deps_total: 0,
      available_at: 0,
      priority: 0,
      attempts_max: 1,
      back_off_first_ms: 0,
      back_off_max_ms: 0,
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
