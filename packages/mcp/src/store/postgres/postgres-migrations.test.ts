import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { onServer } from '../../../test/postgres.ts';
import { newDatabase } from '../../../test/test-store.ts';
import type { Migration } from '../migrate.ts';
import { openStore } from '../open-store.ts';
import { rehearseStore } from '../rehearse-store.ts';
import type { Store } from '../store.ts';

let url: string;
const open: Store[] = [];
beforeEach(async () => {
  ({ url } = await newDatabase());
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()));
});

async function openWith(...migrations: Migration[]): Promise<Store> {
  const store = await openStore({ kind: 'postgres', url }, migrations);
  open.push(store);
  return store;
}

/** A step that counts how often it ran, and leaves a row each time. */
function counted(name: string, table: string, waitMs = 0) {
  const counter = { runs: 0 };
  const migration: Migration = {
    name,
    async up(database) {
      counter.runs += 1;
      await database.schema.createTable(table).addColumn('a', 'text').execute();
      await pause(waitMs);
      await database.insertInto(table).values({ a: name }).execute();
    },
  };
  return { counter, migration };
}

const applied = async (store: Store) => {
  const rows = await store.reader.selectFrom('migration').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
};

it('is done once, though several nodes start at the same time', async () => {
  const first = counted('0001-a', 'a', 50);
  const second = counted('0002-b', 'b', 50);
  const stores = await Promise.all(
    Array.from({ length: 4 }, () => openWith(second.migration, first.migration)),
  );
  expect([first.counter.runs, second.counter.runs]).toEqual([1, 1]);
  for (const store of stores) expect(await applied(store)).toEqual(['0001-a', '0002-b']);
});

it('goes on with the step it was killed in, and that step left nothing', async () => {
  const first = counted('0001-a', 'a');
  const second = counted('0002-b', 'b');
  const killed: Migration = {
    name: '0002-b',
    async up(database) {
      await database.schema.createTable('b').addColumn('a', 'text').execute();
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(database);
      await onServer(url, `select pg_terminate_backend(${rows[0]?.pid})`);
      await database.insertInto('b').values({ a: 'never' }).execute();
    },
  };
  await expect(openWith(first.migration, killed)).rejects.toThrow('0002-b');
  const store = await openWith(first.migration, second.migration);
  expect([first.counter.runs, second.counter.runs]).toEqual([1, 1]);
  expect(await store.reader.selectFrom('b').selectAll().execute()).toEqual([{ a: '0002-b' }]);
});

it('steps aside for traffic instead of having it queue behind, and finishes later', async () => {
  await openWith(counted('0001-a', 'a').migration);
  const reading = await connect();
  await reading.query('begin');
  await reading.query('select * from a');
  const column: Migration = {
    name: '0002-column',
    async up(database) {
      await database.schema.alterTable('a').addColumn('b', 'text').execute();
    },
  };
  const migrating = openWith(counted('0001-a', 'a').migration, column);
  await pause(100);
  const other = await connect();
  const startedAt = performance.now();
  await other.query('select * from a');
  expect(performance.now() - startedAt).toBeLessThan(1_500);
  await reading.query('commit');
  const store = await migrating;
  expect(await applied(store)).toEqual(['0001-a', '0002-column']);
  await Promise.all([reading.end(), other.end()]);
});

it('makes an index beside traffic, outside of a transaction, again after it was killed', async () => {
  await openWith(counted('0001-a', 'a').migration);
  let attempts = 0;
  const online: Migration = {
    name: '0002-index',
    isOnline: true,
    async up(database) {
      attempts += 1;
      await sql`drop index concurrently if exists a_a`.execute(database);
      await sql`create index concurrently a_a on a (a)`.execute(database);
      if (attempts === 1) throw new Error('killed');
    },
  };
  const migrations = [counted('0001-a', 'a').migration, online];
  await expect(openWith(...migrations)).rejects.toThrow('killed');
  expect(await applied(await openWith(...migrations))).toEqual(['0001-a', '0002-index']);
  expect(attempts).toBe(2);
});

it('can be rehearsed: how long each step takes and what it locks, and nothing of it stays', async () => {
  const store = await openWith(counted('0001-a', 'a').migration);
  const column: Migration = {
    name: '0002-column',
    async up(database) {
      await database.schema.alterTable('a').addColumn('b', 'text').execute();
      await sql`select pg_sleep(0.05)`.execute(database);
    },
  };
  const index: Migration = {
    name: '0003-index',
    isOnline: true,
    async up(database) {
      await sql`create index concurrently a_b on a (b)`.execute(database);
    },
  };
  const steps = await rehearseStore({ kind: 'postgres', url }, [
    counted('0001-a', 'a').migration,
    column,
    index,
  ]);
  expect(steps).toEqual([
    { name: '0002-column', durationMs: expect.any(Number), locks: ['a AccessExclusiveLock'] },
    { name: '0003-index', durationMs: expect.any(Number), locks: ['a ShareLock'] },
  ]);
  expect(steps[0]?.durationMs).toBeGreaterThan(49);
  expect(await applied(store)).toEqual(['0001-a']);
  expect(await store.reader.selectFrom('a').selectAll().execute()).toEqual([{ a: '0001-a' }]);
});

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}
