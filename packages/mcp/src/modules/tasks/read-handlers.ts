import { operations } from '@mosaic/contract';
import { cutPage, decodeCursor } from '../../pipeline/cursor.ts';
import { type Handler, query } from '../../pipeline/handler.ts';
import { toTask } from './convert.ts';
import { loadTask, readDependencies, type TaskReader } from './task-store.ts';

export const readHandlers: readonly Handler[] = [
  query(operations.showTask, ({ store }, { taskId }) => loadTask(store, taskId)),

  query(operations.listTasks, async (context, { missionId, status, limit, cursor }) => {
    const store: TaskReader = context.store;
    let select = store.selectFrom('task').selectAll();
    if (missionId) select = select.where('mission_id', '=', missionId);
    if (status) select = select.where('status', '=', status);
    const after = decodeCursor(cursor);
    if (after !== null) select = select.where('position', '>', after);
    const rows = await select
      .orderBy('position')
      .limit(limit + 1)
      .execute();
    const dependencies = await readDependencies(
      store,
      rows.map(({ id }) => id),
    );
    return cutPage(
      rows,
      limit,
      (row) => row.position,
      (row) => toTask(row, dependencies.get(row.id) ?? []),
    );
  }),
];
