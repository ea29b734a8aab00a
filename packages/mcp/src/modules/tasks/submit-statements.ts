import type { AnyTaskStatus } from '@mosaic/contract';
import { rowsStatement, sizedStatement } from '../../store/sized-statement.ts';

const columns = [
  'id',
  'tenant',
  'project_id',
  'spec',
  'created_at',
  'lane',
  'requirement',
  'place',
  'rank',
  'deps_left',
  'deps_total',
  'available_at',
  'priority',
  'attempts_max',
  'back_off_first_ms',
  'back_off_max_ms',
  'lease_ms',
  'schedule_id',
  'job_key',
  'payload',
] as const;

/** Jobs as rows, in the order of the columns above. Their key is their id: the submitter's stands apart. */
export const insertJobs = rowsStatement<never>(
  'task.insertJobs',
  0,
  columns.length,
  (rows) =>
    `insert into task (key, mission_id, kind, status, offers, ${columns.join(', ')}) values ${rows
      .map((row) => `(${row[0]}, '', 'job', 'not-started', '{}', ${row.join(', ')})`)
      .join(', ')}`,
);

export const insertNeeds = rowsStatement<never>(
  'task.insertNeeds',
  0,
  2,
  (rows) =>
    `insert into task_dependency (task_id, depends_on) values ${rows
      .map((row) => `(${row.join(', ')})`)
      .join(', ')}`,
);

/** $1 tenant, then keys. */
export const readByKeys = sizedStatement<{ id: string; job_key: string }>(
  'task.byKeys',
  1,
  (list) => `select id, job_key from task where tenant = $1 and job_key in (${list})`,
);

/** $1 tenant, then ids. */
export const readStatuses = sizedStatement<{ id: string; status: AnyTaskStatus }>(
  'task.statuses',
  1,
  (list) => `select id, status from task where tenant = $1 and id in (${list})`,
);
