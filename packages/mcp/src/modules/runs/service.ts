import { operations } from '@mosaic/contract';
import type { Module } from '../../module.ts';
import { cutPage, decodeCursor } from '../../pipeline/cursor.ts';
import { query } from '../../pipeline/handler.ts';
import { lifeHandlers } from './life-handlers.ts';
import { logHandlers } from './log-handlers.ts';
import { findRun, type RunReader, toRun } from './run-store.ts';
import { runMigrations } from './tables.ts';

/** Runs: one attempt at a task each, with its log. */
export const runsModule: Module = {
  name: 'runs',
  migrations: runMigrations,
  handlers: [
    ...lifeHandlers,
    ...logHandlers,
    query(operations.showRun, async (context, { runId }) => toRun(await findRun(context, runId))),
    query(operations.listRuns, async (context, { missionId, taskId, limit, cursor }) => {
      const store: RunReader = context.store;
      let select = store
        .selectFrom('run')
        .selectAll()
        .where('tenant', '=', context.principal.tenant);
      if (missionId) select = select.where('mission_id', '=', missionId);
      if (taskId) select = select.where('task_id', '=', taskId);
      const before = decodeCursor(cursor);
      if (before !== null) select = select.where('position', '<', before);
      const rows = await select
        .orderBy('position', 'desc')
        .limit(limit + 1)
        .execute();
      return cutPage(rows, limit, (row) => row.position, toRun);
    }),
  ],
};
