import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Migration } from './migrate.ts';
import { openSqliteStore } from './sqlite/open-sqlite-store.ts';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mosaic-store-'));
  file = join(directory, 'store.sqlite');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const ran: string[] = [];
beforeEach(() => ran.splice(0));

const step = (name: string, table: string): Migration => ({
  name,
  async up(database) {
    ran.push(name);
    await database.schema.createTable(table).addColumn('a', 'text').execute();
    await database.insertInto(table).values({ a: name }).execute();
  },
});
const failing: Migration = {
  name: '0003-c',
  async up(database) {
    await database.schema.createTable('c').addColumn('a', 'text').execute();
    await database.updateTable('a').set({ a: 'ruined' }).execute();
    throw new Error('broken step');
  },
};
const [a, b] = [step('0001-a', 'a'), step('0002-b', 'b')];

/** Opens, closes and tells what the file then holds, read by another connection. */
async function openWith(...migrations: Migration[]): Promise<Record<string, unknown[]>> {
  const store = await openSqliteStore(file, migrations);
  await store.close();
  return contents();
}

function contents(): Record<string, unknown[]> {
  const database = new DatabaseSync(file);
  const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
  const found = tables.map(({ name }) => [
    String(name),
    database
      .prepare(`select * from ${name}`)
      .all()
      .map((row) => Object.values(row)[0]),
  ]);
  database.close();
  return Object.fromEntries(found);
}

const both = { migration: ['0001-a', '0002-b'], a: ['0001-a'], b: ['0002-b'] };

it('brings an empty store up to date, in the order of the names', async () => {
  expect(await openWith(b, a)).toEqual(both);
  expect(ran).toEqual(['0001-a', '0002-b']);
});

it('does nothing the second time', async () => {
  await openWith(a, b);
  expect(await openWith(a, b)).toEqual(both);
  expect(ran).toHaveLength(2);
});

it('applies only what is missing', async () => {
  await openWith(a);
  expect(await openWith(a, b)).toEqual(both);
  expect(ran).toEqual(['0001-a', '0002-b']);
});

it('refuses a store that a newer version wrote, and leaves it alone', async () => {
  await openWith(a, b);
  await expect(openWith(a)).rejects.toMatchObject({
    code: 'precondition_failed',
    message: expect.stringContaining('0002-b'),
  });
  expect(contents()).toEqual(both);
});

it('leaves the state before a step that fails, and goes on from there later', async () => {
  await openWith(a);
  await expect(openWith(a, b, failing)).rejects.toThrow('broken step');
  expect(contents()).toEqual(both);
  const after = await openWith(a, b, step('0003-c', 'c'));
  expect(after).toMatchObject({ migration: ['0001-a', '0002-b', '0003-c'], c: ['0003-c'] });
});

it('refuses a file that is no database', async () => {
  writeFileSync(file, 'this is a text, long enough to be looked at as a header of a database');
  await expect(openWith(a)).rejects.toThrow(/not a database/);
});

it('shows readers the last commit while a transaction is open, and never what was rolled back', async () => {
  const store = await openSqliteStore(file, [a]);
  const rows = () => store.reader.selectFrom('a').selectAll().execute();
  await store.write(async (writer) => {
    await writer.insertInto('a').values({ a: 'new' }).execute();
    expect(await rows()).toEqual([{ a: '0001-a' }]);
  });
  expect(await rows()).toHaveLength(2);
  const failed = store.write(async (writer) => {
    await writer.insertInto('a').values({ a: 'never' }).execute();
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  expect(await rows()).toHaveLength(2);
  await store.close();
});

it('lets readers write nothing', async () => {
  const store = await openSqliteStore(file, [a]);
  await expect(store.reader.deleteFrom('a').execute()).rejects.toThrow(/readonly/);
  await store.close();
});
