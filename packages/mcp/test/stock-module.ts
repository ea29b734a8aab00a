import { MosaicError, operation, operations } from '@mosaic/contract';
import { z } from 'zod';
import type { Module } from '../src/module.ts';
import { command } from '../src/pipeline/handler.ts';

const Owner = { id: z.string(), projectId: z.string(), agentId: z.string() };
const base = {
  kind: 'command',
  summary: 'Keep something.',
  permission: 'task:work',
  output: z.object({}),
  errors: [],
} as const;

export const stockOperations = {
  add: operation({
    ...base,
    name: 'stock.add',
    input: z.object({ ...Owner, size: z.int(), isRefused: z.boolean().default(false) }),
    example: { id: 'a', projectId: 'p', agentId: 'a', size: 1 },
  }),
  drop: operation({
    ...base,
    name: 'stock.drop',
    input: z.object({ id: z.string() }),
    example: { id: 'a' },
  }),
};

/** Rows that count as waiting tasks: what a module under quotas looks like. */
export const stockModule: Module = {
  name: 'stock',
  migrations: [
    {
      name: '9001-stock',
      async up(database) {
        await database.schema
          .createTable('stock')
          .addColumn('tenant', 'text', (column) => column.notNull())
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('project', 'text', (column) => column.notNull())
          .addColumn('agent', 'text', (column) => column.notNull())
          .addColumn('size', 'integer', (column) => column.notNull())
          .execute();
      },
    },
  ],
  handlers: [
    command(stockOperations.add, async (context, { id, projectId, agentId, size, isRefused }) => {
      const { tenant } = context.principal;
      const row = { tenant, id, project: projectId, agent: agentId, size };
      await context.store.insertInto('stock').values(row).execute();
      await context.call(operations.takeQuota, {
        kind: 'tasks-waiting',
        amount: size,
        projectId,
        agentId,
      });
      if (isRefused) throw new MosaicError('conflict', 'Refused after it was counted.');
      return {};
    }),
    command(stockOperations.drop, async (context, { id }) => {
      const row = await context.store
        .deleteFrom('stock')
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst();
      if (!row) throw new MosaicError('not_found', 'There is no such row.');
      await context.call(operations.giveQuota, {
        kind: 'tasks-waiting',
        amount: Number(row.size),
        projectId: row.project,
        agentId: row.agent,
      });
      return {};
    }),
  ],
  quotaFacts: [
    {
      kind: 'tasks-waiting',
      scopes: ['tenant', 'project', 'agent'],
      async count(store, { tenant, scope }) {
        const rows = await store
          .selectFrom('stock')
          .selectAll()
          .where('tenant', '=', tenant)
          .execute();
        const counts = new Map<string, number>();
        for (const row of rows) {
          const subject = scope === 'tenant' ? tenant : String(row[scope]);
          counts.set(subject, (counts.get(subject) ?? 0) + Number(row.size));
        }
        return counts;
      },
    },
  ],
};
