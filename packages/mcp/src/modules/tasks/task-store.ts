import { MosaicError, type Task } from '@mosaic/contract';
import type { Kysely, Selectable } from 'kysely';
import { toTask } from './convert.ts';
import type { LeaseState } from './rules.ts';
import type { TaskRow, TaskTables } from './tables.ts';

export type TaskReader = Kysely<TaskTables>;

/** Reads one row or says that there is none. */
export async function findTask(store: TaskReader, taskId: string): Promise<Selectable<TaskRow>> {
  const row = await store
    .selectFrom('task')
    .selectAll()
    .where('id', '=', taskId)
    .executeTakeFirst();
  if (!row) throw new MosaicError('not_found', `There is no task ${taskId}.`);
  return row;
}

/** Reads what each of the tasks depends on, in one query. */
export async function readDependencies(
  store: TaskReader,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, string[]>> {
  const result = new Map<string, string[]>();
  if (taskIds.length === 0) return result;
  const rows = await store
    .selectFrom('task_dependency')
    .selectAll()
    .where('task_id', 'in', taskIds)
    .orderBy('depends_on')
    .execute();
  for (const row of rows) {
    result.set(row.task_id, [...(result.get(row.task_id) ?? []), row.depends_on]);
  }
  return result;
}

export async function loadTask(store: TaskReader, taskId: string): Promise<Task> {
  const row = await findTask(store, taskId);
  const dependencies = await readDependencies(store, [taskId]);
  return toTask(row, dependencies.get(taskId) ?? []);
}

/** Changes one task and returns it as it then is. */
export async function changeTask(
  store: TaskReader,
  taskId: string,
  change: Partial<Selectable<TaskRow>>,
): Promise<Task> {
  await store.updateTable('task').set(change).where('id', '=', taskId).execute();
  return loadTask(store, taskId);
}

export function leaseState(row: Selectable<TaskRow>): LeaseState {
  return {
    id: row.id,
    fencingToken: row.fencing_token,
    runId: row.lease_run_id,
    expiresAt: row.lease_expires_at === null ? null : Number(row.lease_expires_at),
  };
}

/** Nothing offered, nobody holding. */
export const unoffered = {
  brief: null,
  offered_step: null,
  offered_runtime: null,
  lease_agent_id: null,
  lease_run_id: null,
  lease_expires_at: null,
  is_stop_requested: 0,
} as const;
