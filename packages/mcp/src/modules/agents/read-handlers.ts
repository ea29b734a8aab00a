import { operations } from '@mosaic/contract';
import { cutPage, decodeCursor } from '../../pipeline/cursor.ts';
import { type Handler, query } from '../../pipeline/handler.ts';
import { findAgent, selectAgents, toAgent } from './agent-store.ts';
import { findHandlers } from './find-handlers.ts';

export const readHandlers: readonly Handler[] = [
  query(operations.showAgent, async ({ store, clock, principal }, { agentId }) =>
    toAgent(await findAgent(store, principal.tenant, agentId), clock.now()),
  ),

  query(operations.listAgents, async (context, { type, name, limit, cursor }) => {
    let select = selectAgents(context.store, context.principal.tenant);
    if (type) select = select.where('type', '=', type);
    if (name !== undefined) select = select.where('name', '=', name);
    const after = decodeCursor(cursor);
    if (after !== null) select = select.where('position', '>', after);
    const rows = await select
      .orderBy('position')
      .limit(limit + 1)
      .execute();
    const now = context.clock.now();
    return cutPage(
      rows,
      limit,
      (row) => row.position,
      (row) => toAgent(row, now),
    );
  }),
  ...findHandlers,
];
