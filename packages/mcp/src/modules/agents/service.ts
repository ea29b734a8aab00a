import { type Agent, limits, MosaicError, operations } from '@mosaic/contract';
import type { Generated, Kysely, Selectable } from 'kysely';
import type { Module } from '../../module.ts';
import { toInstant } from '../../pipeline/clock.ts';
import { cutPage, decodeCursor } from '../../pipeline/cursor.ts';
import { command, query } from '../../pipeline/handler.ts';
import type { Migration } from '../../store/migrate.ts';

interface AgentRow {
  position: Generated<number>;
  id: string;
  name: string;
  type: Agent['type'];
  capabilities: string;
  version: string;
  last_seen_at: number;
  registered_at: number;
}

type AgentReader = Kysely<{ agent: AgentRow }>;

/** Silence after which an agent counts as offline: three heartbeats of a third of a lease. */
const offlineAfterMs = limits.leaseMs;

const agentMigrations: readonly Migration[] = [
  {
    name: '0013-agents',
    async up(database) {
      await database.schema
        .createTable('agent')
        .addColumn('position', 'integer', (column) => column.primaryKey().autoIncrement())
        .addColumn('id', 'text', (column) => column.notNull().unique())
        .addColumn('name', 'text', (column) => column.notNull().unique())
        .addColumn('type', 'text', (column) => column.notNull())
        .addColumn('capabilities', 'text', (column) => column.notNull())
        .addColumn('version', 'text', (column) => column.notNull())
        .addColumn('last_seen_at', 'bigint', (column) => column.notNull())
        .addColumn('registered_at', 'bigint', (column) => column.notNull())
        .execute();
    },
  },
];

/** Who takes work, and who was heard of lately. */
export const agentsModule: Module = {
  name: 'agents',
  migrations: agentMigrations,
  handlers: [
    command(operations.registerAgent, async (context, { name, type, capabilities, version }) => {
      const store: AgentReader = context.store;
      const now = context.clock.now();
      const details = {
        type,
        capabilities: JSON.stringify(capabilities),
        version,
        last_seen_at: now,
      };
      await store
        .insertInto('agent')
        .values({ id: context.clock.newId('agent'), name, ...details, registered_at: now })
        .onConflict((conflict) => conflict.column('name').doUpdateSet(details))
        .execute();
      const row = await store
        .selectFrom('agent')
        .selectAll()
        .where('name', '=', name)
        .executeTakeFirstOrThrow();
      context.target(row.id);
      context.emit({ type: 'agent.registered', data: { agentId: row.id, name, type } });
      return toAgent(row, now);
    }),

    command(operations.heartbeatAgent, async (context, { agentId }) => {
      context.quiet();
      const store: AgentReader = context.store;
      const now = context.clock.now();
      await store
        .updateTable('agent')
        .set({ last_seen_at: now })
        .where('id', '=', agentId)
        .execute();
      return toAgent(await findAgent(store, agentId), now);
    }),

    query(operations.showAgent, async ({ store, clock }, { agentId }) =>
      toAgent(await findAgent(store, agentId), clock.now()),
    ),

    query(operations.listAgents, async (context, { type, limit, cursor }) => {
      const store: AgentReader = context.store;
      let select = store.selectFrom('agent').selectAll();
      if (type) select = select.where('type', '=', type);
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
  ],
};

async function findAgent(store: AgentReader, agentId: string): Promise<Selectable<AgentRow>> {
  const row = await store
    .selectFrom('agent')
    .selectAll()
    .where('id', '=', agentId)
    .executeTakeFirst();
  if (!row) {
    throw new MosaicError('not_found', `There is no agent ${agentId}. Register it first.`);
  }
  return row;
}

function toAgent(row: Selectable<AgentRow>, now: number): Agent {
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    capabilities: JSON.parse(row.capabilities),
    version: row.version,
    isOnline: now - Number(row.last_seen_at) <= offlineAfterMs,
    lastSeenAt: toInstant(Number(row.last_seen_at)),
    registeredAt: toInstant(Number(row.registered_at)),
  };
}
