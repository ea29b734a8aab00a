import { operation } from '@mosaic/contract';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { openTestHub } from '../../../test/test-hub.ts';
import { newDatabase } from '../../../test/test-store.ts';
import type { Module } from '../../module.ts';
import { systemClock } from '../../pipeline/clock.ts';
import { createBackbone } from '../../pipeline/create-backbone.ts';
import { command, query } from '../../pipeline/handler.ts';
import { createMetrics } from '../../pipeline/metrics.ts';
import { createRateLimiter } from '../../pipeline/rate-limiter.ts';
import type { Migration } from '../migrate.ts';
import { openStore } from '../open-store.ts';
import type { Store, Writer } from '../store.ts';
import { isWallEffective, readTenantTables } from './tenant-wall.ts';

const migrations: Migration[] = [
  {
    name: '0001-secrets',
    async up(database) {
      await database.schema
        .createTable('secret')
        .addColumn('tenant', 'text', (column) => column.notNull())
        .addColumn('text', 'text', (column) => column.notNull())
        .execute();
    },
  },
];

let store: Store;
beforeEach(async () => {
  const { url } = await newDatabase();
  store = await openStore({ kind: 'postgres', url }, migrations);
  await put('a', 'of a');
  await put('b', 'of b');
});
afterEach(() => store.close());

const put = (tenant: string, text: string, as = tenant) =>
  store.write((writer) => writer.insertInto('secret').values({ tenant, text }).execute(), {
    tenant: as,
  });
const all = async (reader: Writer) => {
  const rows = await reader.selectFrom('secret').select('text').orderBy('text').execute();
  return rows.map(({ text }) => text);
};

describe('row-level security', () => {
  it('is in force for the role the hub should have', async () => {
    expect(await isWallEffective(store.reader)).toBe(true);
    expect(await readTenantTables(store.reader)).toEqual([{ table: 'secret', isWalled: true }]);
  });

  it('shows a query that asks for everything the rows of its tenant only', async () => {
    expect(await all(store.readerFor('a'))).toEqual(['of a']);
    expect(await all(store.readerFor('b'))).toEqual(['of b']);
    expect(await all(store.readerFor('nobody'))).toEqual([]);
    expect(await all(store.readerFor("x' or tenant = 'a"))).toEqual([]);
    expect(await all(store.reader)).toEqual(['of a', 'of b']);
  });

  it('lets a write change, remove and add rows of its tenant only', async () => {
    const asB = { tenant: 'b' };
    await store.write(
      (writer) => writer.updateTable('secret').set({ text: 'by b' }).execute(),
      asB,
    );
    expect(await all(store.reader)).toEqual(['by b', 'of a']);
    await store.write((writer) => writer.deleteFrom('secret').execute(), asB);
    expect(await all(store.reader)).toEqual(['of a']);
    await expect(put('a', 'smuggled', 'b')).rejects.toThrow(/row-level security/);
    expect(await all(store.reader)).toEqual(['of a']);
  });

  it('holds for each of those who share one commit, in whatever order', async () => {
    const tenants = ['a', 'b', '*', 'b', 'a', 'c', '*', 'a'];
    const seen = await Promise.all(
      tenants.map((tenant) => store.write((writer) => all(writer), { tenant })),
    );
    const expected = { a: ['of a'], b: ['of b'], c: [], '*': ['of a', 'of b'] };
    expect(seen).toEqual(tenants.map((tenant) => expected[tenant as keyof typeof expected]));
  });

  it('still holds after a neighbour was taken back', async () => {
    const outcomes = await Promise.allSettled([
      store.write((writer) => all(writer), { tenant: 'a' }),
      store.write(() => Promise.reject(new Error('refused')), { tenant: '*' }),
      store.write((writer) => all(writer), { tenant: 'b' }),
      store.write(() => Promise.reject(new Error('refused')), { tenant: 'a' }),
      store.write((writer) => all(writer), { tenant: 'a' }),
    ]);
    expect(outcomes.map((it) => (it.status === 'fulfilled' ? it.value : 'refused'))).toEqual([
      ['of a'],
      'refused',
      ['of b'],
      'refused',
      ['of a'],
    ]);
  });

  it('holds for readers that take turns on one connection', async () => {
    for (let round = 0; round < 20; round += 1) {
      const seen = await Promise.all(['a', 'b', 'a'].map((tenant) => all(store.readerFor(tenant))));
      expect(seen).toEqual([['of a'], ['of b'], ['of a']]);
    }
  });

  it('hides everything from a connection that says nothing of a tenant', async () => {
    await sql`select 1`.execute(store.reader);
    const rows = await store.write(async (writer) => {
      await sql`reset mosaic.tenant`.execute(writer);
      return all(writer);
    });
    expect(rows).toEqual([]);
  });
});

const forgetful = {
  summary: 'Forget the filter.',
  permission: 'task:read',
  input: z.object({}),
  output: z.array(z.string()),
  errors: [],
  example: {},
} as const;
const readSecrets = operation({ ...forgetful, name: 'secret.list', kind: 'query' });
const takeSecrets = operation({ ...forgetful, name: 'secret.take', kind: 'command' });

it('keeps handlers that forget the filter from the rows of other tenants', async () => {
  const module: Module = {
    name: 'secrets',
    migrations: [],
    handlers: [
      query(readSecrets, ({ store: reader }) => all(reader)),
      command(takeSecrets, async (context) => {
        context.quiet();
        return all(context.store);
      }),
    ],
  };
  const hub = createBackbone({
    store,
    modules: [module],
    clock: systemClock,
    metrics: createMetrics(),
    rateLimiter: createRateLimiter({ ratePerSecond: 100, burst: 100, now: Date.now }),
    authenticate: async (token) => ({
      name: 'owner',
      tenant: token ?? 'none',
      permissions: 'all',
      binding: null,
    }),
    reportBug: (error) => {
      pino().error(error);
      return 'bug';
    },
  });
  for (const name of [readSecrets.name, takeSecrets.name]) {
    const call = { operation: name, input: {}, token: 'b', surface: 'rest' } as const;
    expect(await hub.call(call)).toEqual(['of b']);
  }
});

/** Tables without a tenant, and why. */
const withoutTenant: Readonly<Record<string, string>> = {
  migration: 'the steps of the schema are those of the installation',
  installation: 'there is one, whatever tenants it serves',
  node: 'nodes serve all tenants',
  task_dependency: 'it holds ids of tasks and nothing else, and is only asked by such ids',
  duty: 'duties are done once for all tenants',
};

it('stands before every table of the hub that belongs to tenants', async () => {
  expect(inject('postgres')).toBeDefined();
  const hub = await openTestHub();
  const tables = await hub.store.reader.introspection.getTables();
  const walled = await readTenantTables(hub.store.reader);
  const names = tables.map(({ name }) => name).filter((name) => !(name in withoutTenant));
  expect(names.length).toBeGreaterThan(10);
  const open = names.filter((name) => !walled.some((it) => it.table === name && it.isWalled));
  await hub.destroy();
  expect(open).toEqual([]);
});
