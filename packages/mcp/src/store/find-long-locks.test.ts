import { type Kysely, sql } from 'kysely';
import { expect, it } from 'vitest';
import { coordinationModules } from '../coordination-modules.ts';
import type { AnyTables } from './any-tables.ts';
import { findLongLocks } from './find-long-locks.ts';
import type { Migration } from './migrate.ts';

/** Steps before this number made the first schema on PostgreSQL: every table was empty then. */
const firstSchemaEnd = '0300';

const step = (
  up: (database: Kysely<AnyTables>) => Promise<unknown>,
  isOnline = false,
): Migration => ({
  name: '0999-step',
  isOnline,
  async up(database) {
    await up(database);
  },
});
const problems = async (migration: Migration) =>
  (await findLongLocks([migration])).map(({ problem }) => problem);

it.each<[string, (database: Kysely<AnyTables>) => Promise<unknown>, RegExp]>([
  [
    'an index on a table in use',
    (db) => db.schema.createIndex('i').on('task').column('a').execute(),
    /concurrently/,
  ],
  [
    'a unique index',
    (db) => sql`CREATE UNIQUE INDEX i\n ON public.task (a)`.execute(db),
    /concurrently/,
  ],
  [
    'a column that is not null without a default',
    (db) =>
      db.schema
        .alterTable('task')
        .addColumn('a', 'text', (c) => c.notNull())
        .execute(),
    /default/,
  ],
  [
    'a default of its own for every row',
    (db) => sql`alter table task add column a uuid not null default gen_random_uuid()`.execute(db),
    /row to row/,
  ],
  [
    'a number for every row',
    (db) => sql`alter table task add column a bigint generated always as identity`.execute(db),
    /rewrites/,
  ],
  [
    'another type',
    (db) =>
      db.schema
        .alterTable('task')
        .alterColumn('a', (c) => c.setDataType('bigint'))
        .execute(),
    /new column/,
  ],
  [
    'not null afterwards',
    (db) =>
      db.schema
        .alterTable('task')
        .alterColumn('a', (c) => c.setNotNull())
        .execute(),
    /validate/,
  ],
  [
    'a constraint on what is there',
    (db) => db.schema.alterTable('task').addUniqueConstraint('u', ['a']).execute(),
    /not valid/,
  ],
  ['a change of all rows', (db) => db.updateTable('task').set({ a: 1 }).execute(), /pieces/],
  ['a removal of rows', (db) => db.deleteFrom('task').execute(), /pieces/],
  [
    'another name',
    (db) => db.schema.alterTable('task').renameColumn('a', 'b').execute(),
    /version later/,
  ],
  ['a table that goes', (db) => db.schema.dropTable('task').ifExists().execute(), /version later/],
  ['a lock', (db) => sql`lock table task`.execute(db), /locks/],
  [
    'an index made beside traffic, but inside a transaction',
    (db) => sql`create index concurrently i on task (a)`.execute(db),
    /isOnline/,
  ],
])('refuses %s', async (_what, up, problem) => {
  expect(await problems(step(up))).toEqual([expect.stringMatching(problem)]);
});

it.each<[string, Migration]>([
  [
    'a new table with its indexes and first rows',
    step(async (db) => {
      await db.schema.createTable('note').ifNotExists().addColumn('a', 'text').execute();
      await db.schema.createIndex('i').on('note').column('a').execute();
      await db.insertInto('note').values({ a: '1' }).execute();
      await db.updateTable('note').set({ a: '2' }).execute();
    }),
  ],
  [
    'a column with a fixed default',
    step((db) =>
      db.schema
        .alterTable('task')
        .addColumn('tenant', 'text', (c) => c.notNull().defaultTo('local'))
        .execute(),
    ),
  ],
  ['a column that may be null', step((db) => sql`alter table task add column a text`.execute(db))],
  [
    'an index made beside traffic',
    step((db) => sql`create index concurrently if not exists i on task (a)`.execute(db), true),
  ],
])('allows %s', async (_what, migration) => {
  expect(await problems(migration)).toEqual([]);
});

it('finds no step of the hub that would keep a running one waiting', async () => {
  const modules = coordinationModules({
    version: '',
    startedAtMs: 0,
    url: () => null,
    issueWorkerToken: () => '',
  });
  const migrations = modules.flatMap((module) => module.migrations);
  expect(migrations.length).toBeGreaterThan(10);
  const found = await findLongLocks(migrations);
  expect(found.filter(({ migration }) => migration >= firstSchemaEnd)).toEqual([]);
});
