import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../../../test/test-hub.ts';
import { newDatabase } from '../../../test/test-store.ts';
import type { Migration } from '../migrate.ts';
import { openStore } from '../open-store.ts';
import type { Store } from '../store.ts';
import { readPostgresHealth } from './postgres-health.ts';
import { warnOfLongTransactions } from './warn-of-long-transactions.ts';

const task: Migration = {
  name: '0001-task',
  async up(database) {
    await database.schema
      .createTable('task')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('lease', 'bigint')
      .execute();
    await database.schema.createTable('history').addColumn('id', 'integer').execute();
    await database.insertInto('task').values({ id: 1, lease: 0 }).execute();
  },
};

let url: string;
let store: Store;
beforeEach(async () => {
  ({ url } = await newDatabase());
  store = await openStore({ kind: 'postgres', url }, [task]);
});
afterEach(() => store.close());

it('sees the transaction that somebody left open, and what it holds back', async () => {
  const long = new Client({ connectionString: url });
  await long.connect();
  await long.query('begin isolation level repeatable read');
  await long.query('select * from task');
  for (let round = 1; round <= 30; round += 1) {
    await store.write((writer) => writer.updateTable('task').set({ lease: round }).execute());
  }
  await pause(1_100);
  const during = await readPostgresHealth(store.reader);
  expect(during.oldestTransactionSeconds).toBeGreaterThan(1);
  expect(during.oldestSnapshotAge).toBeGreaterThanOrEqual(30);
  await long.query('rollback');
  await long.end();
  const after = await readPostgresHealth(store.reader);
  expect(after.oldestTransactionSeconds).toBeLessThan(1);
  expect(after.oldestSnapshotAge).toBeLessThan(30);
});

it('says so in the log, once somebody holds on for long', async () => {
  const told: object[] = [];
  let due = () => {};
  const clock = {
    after: (_ms: number, work: () => void) => {
      due = work;
      return () => {};
    },
  };
  const long = new Client({ connectionString: url });
  await long.connect();
  await long.query('begin isolation level repeatable read; select * from task');
  const old = { warn: (facts: object) => told.push(facts) };
  const stop = warnOfLongTransactions(store, clock, old);
  due();
  await pause(200);
  // A transaction of a moment is nobody's trouble.
  expect(told).toEqual([]);
  const patient = warnOfLongTransactions(store, clock, old, { seconds: 0.1, snapshotAge: 1_000 });
  due();
  await pause(500);
  expect(told).toEqual([expect.objectContaining({ oldestTransactionSeconds: expect.any(Number) })]);
  stop();
  patient();
  await long.end();
});

it('cleans hot tables often and leaves room in their pages, and leaves others alone', async () => {
  const { rows } = await sql<{ name: string; options: string[] | null }>`
    select relname as name, reloptions as options from pg_class
    where relname in ('task', 'history') order by relname`.execute(store.reader);
  expect(rows).toEqual([
    { name: 'history', options: null },
    { name: 'task', options: expect.arrayContaining(['fillfactor=80']) },
  ]);
});

it('updates a lease a thousand times without a new entry in any index', async () => {
  for (let round = 1; round <= 1_000; round += 1) {
    void store
      .write((writer) => writer.updateTable('task').set({ lease: round }).execute())
      .catch(() => {});
  }
  await store.write((writer) => writer.selectFrom('task').selectAll().execute());
  const { rows } = await sql<{ pages: number }>`
    select pg_relation_size('task_pkey') / 8192 as pages`.execute(store.reader);
  expect(rows[0]?.pages).toBeLessThanOrEqual(3);
});

it('shows all of it among the metrics of a hub', async () => {
  const hub: TestHub = await openTestHub();
  const text = await hub.metrics.render();
  for (const name of ['oldest_transaction_seconds', 'oldest_snapshot_transactions', 'dead_rows']) {
    expect(text).toContain(`mosaic_store_${name}`);
  }
  expect(text).toContain('mosaic_store_tenant_wall 1');
  await hub.destroy();
});
