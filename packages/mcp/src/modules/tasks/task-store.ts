import { MosaicError, operations, type Task } from '@mosaic/contract';
import type { Kysely, Selectable } from 'kysely';
import type { CommandContext, QueryContext } from '../../pipeline/handler.ts';
import { sizedStatement } from '../../store/sized-statement.ts';
import { allTenants } from '../../store/store.ts';
import { toTask } from './convert.ts';
import { type Lane, laneOf } from './lane.ts';
import { readById } from './requirements.ts';
import type { TaskRow, TaskTables } from './tables.ts';

export type TaskReader = Kysely<TaskTables>;

type Row = Selectable<TaskRow>;
type AnyContext = Pick<QueryContext, 'principal' | 'clock' | 'store'> &
  (Pick<QueryContext, 'query'> | Pick<CommandContext, 'call'>);

/** $1 tenant, then ids. */
const readTasks = sizedStatement<Row>(
  'task.read',
  1,
  (list) => `select * from task where ($1 = '${allTenants}' or tenant = $1) and id in (${list})`,
);

const readNeeds = sizedStatement<{ task_id: string; depends_on: string }>(
  'task.needs',
  0,
  (list) =>
    `select task_id, depends_on from task_dependency where task_id in (${list}) order by depends_on`,
);

/** The rows of those that exist, by id. */
export async function findTasks(
  context: Pick<QueryContext, 'principal' | 'store'>,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, Row>> {
  const ids = [...new Set(taskIds)];
  const rows = await readTasks.all(context.store, [context.principal.tenant], ids);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Reads one row or says that there is none. */
export async function findTask(
  context: Pick<QueryContext, 'principal' | 'store'>,
  taskId: string,
): Promise<Row> {
  const row = (await findTasks(context, [taskId])).get(taskId);
  if (!row) throw unknownTask(taskId);
  return row;
}

export function unknownTask(taskId: string): MosaicError {
  return new MosaicError('not_found', `There is no task ${taskId}.`);
}

/** What each of the tasks depends on; asks only about those that depend on anything. */
async function readDependencies(
  store: QueryContext['store'],
  rows: readonly Pick<Row, 'id' | 'deps_total'>[],
): Promise<ReadonlyMap<string, string[]>> {
  const result = new Map<string, string[]>();
  const ids = rows.filter(({ deps_total }) => deps_total > 0).map(({ id }) => id);
  for (const row of await readNeeds.all(store, [], ids)) {
    const needs = result.get(row.task_id) ?? [];
    needs.push(row.depends_on);
    result.set(row.task_id, needs);
  }
  return result;
}

/** Rows → tasks as the contract shows them. `sessionEnds` saves asking where it is known. */
export async function toTasks(
  context: AnyContext,
  rows: readonly Row[],
  sessionEnds?: ReadonlyMap<string, number>,
): Promise<Task[]> {
  const { store, principal } = context;
  const dependencies = await readDependencies(store, rows);
  const jobs = rows.filter(({ kind }) => kind === 'job');
  const requirements = await readById(store, jobs[0]?.tenant ?? principal.tenant, [
    ...new Set(jobs.map(({ requirement }) => requirement)),
  ]);
  const ends = sessionEnds ?? (await readSessionEnds(context, rows));
  const now = context.clock.now();
  return rows.map((row) =>
    toTask(row, {
      dependsOn: dependencies.get(row.id) ?? [],
      requirement: requirements.get(row.requirement) ?? null,
      sessionEndsAt: row.lease_session === null ? null : (ends.get(row.lease_session) ?? null),
      now,
    }),
  );
}

async function readSessionEnds(
  context: AnyContext,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, number>> {
  const sessionIds = [
    ...new Set(rows.flatMap(({ lease_session: id }) => (id === null ? [] : [id]))),
  ];
  if (sessionIds.length === 0) return new Map();
  const ask = 'call' in context ? context.call : context.query;
  const { sessions } = await ask(operations.readSessions, { sessionIds });
  return new Map(sessions.map(({ sessionId, expiresAt }) => [sessionId, Date.parse(expiresAt)]));
}

export async function loadTask(context: AnyContext, taskId: string): Promise<Task> {
  const [task] = await toTasks(context, [await findTask(context, taskId)]);
  if (!task) throw unknownTask(taskId);
  return task;
}

/** Changes one task and returns it as it then is. */
export async function changeTask(
  context: CommandContext,
  taskId: string,
  change: Partial<Row>,
): Promise<Task> {
  const store: TaskReader = context.store;
  await store.updateTable('task').set(change).where('id', '=', taskId).execute();
  return loadTask(context, taskId);
}

/** The lane a row is counted in. */
export function laneOfRow(row: Pick<Row, 'tenant' | 'project_id' | 'requirement' | 'lane'>): Lane {
  return { ...laneOf(row.tenant, row.project_id, row.requirement), id: row.lane };
}

/** Nobody holds it any more. */
const unleased = {
  lease_agent_id: null,
  lease_session: null,
  lease_run_id: null,
  lease_expires_at: null,
  is_stop_requested: 0,
} as const;

/** Nothing offered, nobody holding. */
export const unoffered = {
  ...unleased,
  brief: null,
  offered_step: null,
  offered_runtime: null,
  place: 0,
  lane: '',
  requirement: '',
} as const;

/** The context for a row's own tenant: an agent that serves all of them acts for each. */
export function inTenant(context: CommandContext, tenant: string): CommandContext {
  return tenant === context.principal.tenant ? context : context.forTenant(tenant);
}

/** What a task of a mission is about, for its events. */
export function subjectOf(row: Pick<Row, 'project_id' | 'mission_id' | 'id'>) {
  return {
    projectId: row.project_id === '' ? null : row.project_id,
    missionId: row.mission_id === '' ? null : row.mission_id,
    taskId: row.id,
  };
}
