import { rowsStatement, sizedStatement } from '../../store/sized-statement.ts';
import type { TaskRow } from './tables.ts';

/**
 * Ends attempts at jobs: id, status, place, available_at, rank, attempts, completed_at,
 * last_error, result. Nobody holds them afterwards.
 */
export const endJobs = rowsStatement<never>(
  'task.endJobs',
  0,
  9,
  (rows) =>
    `update task set status = v.column2, place = cast(v.column3 as integer),
       available_at = cast(v.column4 as bigint), rank = cast(v.column5 as bigint),
       attempts = cast(v.column6 as integer), completed_at = cast(v.column7 as bigint),
       last_error = v.column8, result = v.column9, lease_agent_id = null, lease_session = null,
       lease_run_id = null, leased_at = null, lease_expires_at = null, is_stop_requested = 0
     from (values ${rows.map((row) => `(${row.join(', ')})`).join(', ')}) as v
     where task.id = v.column1`,
);

type Dependent = Pick<
  TaskRow,
  'id' | 'tenant' | 'project_id' | 'mission_id' | 'requirement' | 'lane' | 'place' | 'deps_left'
>;

const dependentColumns = 'id, tenant, project_id, mission_id, requirement, lane, place, deps_left';

/** Counts the settled tasks off in whatever depends on them. A task settles once, so each is counted once. */
export const countOff = sizedStatement<Dependent>(
  'task.countOff',
  0,
  (list) =>
    `update task set deps_left = deps_left - (select count(*) from task_dependency d
       where d.task_id = task.id and d.depends_on in (${list}))
     where id in (select task_id from task_dependency where depends_on in (${list}))
     returning ${dependentColumns}`,
);

/** The reverse, for a task of a mission that is taken up again. */
export const countOn = sizedStatement<Dependent>(
  'task.countOn',
  0,
  (list) =>
    `update task set deps_left = deps_left + (select count(*) from task_dependency d
       where d.task_id = task.id and d.depends_on in (${list}))
     where id in (select task_id from task_dependency where depends_on in (${list}))
     returning ${dependentColumns}`,
);

/** Lets go what waits for nothing any more: $1 now, then ids. */
export const unblock = sizedStatement<Dependent>(
  'task.unblock',
  1,
  (list) =>
    `update task set place = case when available_at > cast($1 as bigint) then 2 else 3 end
     where id in (${list}) and place = 1 and deps_left <= 0 returning ${dependentColumns}`,
);

export const block = sizedStatement<never>(
  'task.block',
  0,
  (list) => `update task set place = 1 where id in (${list})`,
);
