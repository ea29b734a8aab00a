import { operations } from '@mosaic/contract';
import { sql } from 'kysely';
import { cutPage, decodeCursor } from '../../pipeline/cursor.ts';
import { type Handler, query } from '../../pipeline/handler.ts';
import { loadTask, type TaskReader, toTasks } from './task-store.ts';

export const readHandlers: readonly Handler[] = [
  query(operations.showTask, (context, { taskId }) => loadTask(context, taskId)),

  query(operations.listTasks, async (context, { limit, cursor, ...filter }) => {
    const store: TaskReader = context.store;
    let select = store
      .selectFrom('task')
      .selectAll()
      .where('tenant', '=', context.principal.tenant);
    if (filter.missionId) select = select.where('mission_id', '=', filter.missionId);
    if (filter.projectId) select = select.where('project_id', '=', filter.projectId);
    if (filter.kind) select = select.where('kind', '=', filter.kind);
    // As a literal: only so SQLite sees that the index of what was put aside answers it.
    if (filter.status) select = select.where('status', '=', sql.lit(filter.status));
    const after = decodeCursor(cursor);
    if (after !== null) select = select.where('position', '>', after);
    const rows = await select
      .orderBy('position')
      .limit(limit + 1)
      .execute();
    const tasks = await toTasks(context, rows.slice(0, limit));
    return cutPage(
      rows.map((row, index) => ({ position: row.position, task: tasks[index] })),
      limit,
      ({ position }) => position,
      ({ task }) => {
        if (!task) throw new Error('A row was not converted');
        return task;
      },
    );
  }),
];
