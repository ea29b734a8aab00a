import { MosaicError, operations } from '@mosaic/contract';
import type { Selectable } from 'kysely';
import { command, type Handler, query } from '../../pipeline/handler.ts';
import { readyTopic } from './claim.ts';
import { projectShare, tenantShare } from './lane.ts';
import { level, type ShareRow } from './tables.ts';
import type { TaskReader } from './task-store.ts';

/** What is ready and running, and its limits. */
export const queueHandlers: readonly Handler[] = [
  query(operations.showQueue, async (context, { limit, cursor }) => {
    const store: TaskReader = context.store;
    const { tenant } = context.principal;
    const after = cursor === undefined ? null : Buffer.from(cursor, 'base64url').toString();
    const shares = await store
      .selectFrom('task_share')
      .selectAll()
      .where('tenant', '=', tenant)
      .where('level', '=', level.project)
      .$if(after !== null, (select) => select.where('id', '>', after ?? ''))
      .orderBy('id')
      .limit(limit + 1)
      .execute();
    const whole = await findShare(store, tenantShare(tenant));
    const shown = shares.slice(0, limit);
    const last = shown.at(-1);
    const hasMore = shares.length > limit && last !== undefined;
    const { projectId: _, ...tenantCounts } = toShare(whole);
    return {
      items: shown.map(toShare),
      nextCursor: hasMore ? Buffer.from(last.id).toString('base64url') : null,
      tenant: tenantCounts,
    };
  }),

  command(operations.limitTasks, async (context, { scope, projectId = '', ...change }) => {
    if ((scope === 'project') !== (projectId !== '')) {
      const message =
        'Say projectId with the scope project, and only there; no-project and tenant stand alone.';
      throw new MosaicError('invalid_input', message);
    }
    const store: TaskReader = context.store;
    const { tenant } = context.principal;
    const isTenant = scope === 'tenant';
    const id = isTenant ? tenantShare(tenant) : projectShare(tenant, projectId);
    const whole = await findShare(store, tenantShare(tenant));
    const bounds = {
      ...(change.runningMax === undefined ? {} : { running_max: change.runningMax }),
      ...(change.weight === undefined ? {} : { weight: change.weight }),
    };
    await store
      .insertInto('task_share')
      .values({
        id,
        tenant,
        level: isTenant ? level.tenant : level.project,
        project_id: projectId,
        requirement: '',
        ready_count: 0,
        running_count: 0,
        open_count: 0,
        weight: 1,
        virtual_time: whole?.floor ?? 0,
        floor: 0,
        ...bounds,
      })
      .onConflict((conflict) =>
        Object.keys(bounds).length === 0
          ? conflict.doNothing()
          : conflict.column('id').doUpdateSet(bounds),
      )
      .execute();
    context.target(projectId === '' ? tenant : projectId);
    context.hint(readyTopic);
    return toShare(await findShare(store, id));
  }),
];

async function findShare(store: TaskReader, id: string): Promise<Selectable<ShareRow> | undefined> {
  return store.selectFrom('task_share').selectAll().where('id', '=', id).executeTakeFirst();
}

function toShare(row: Selectable<ShareRow> | undefined) {
  return {
    projectId: row === undefined || row.project_id === '' ? null : row.project_id,
    ready: row?.ready_count ?? 0,
    running: row?.running_count ?? 0,
    runningMax: row?.running_max ?? null,
    weight: row?.weight ?? 1,
  };
}
