import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inject } from 'vitest';
import type { Migration } from '../src/store/migrate.ts';
import { openStore, type StoreChoice } from '../src/store/open-store.ts';
import { createDatabase, databaseUrl, dropDatabase, hubRole, onServer } from './postgres.ts';
import { giveDatabaseBack, type TestDatabase, takeDatabase } from './reused-databases.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the project `postgres` finds its server; other projects have none. */
    postgres: { readonly serverUrl: string; readonly template: string };
  }
}

const databases = new Map<string, TestDatabase>();
let counter = 0;

/** True in the test project that runs on PostgreSQL. */
export const isOnPostgres = inject('postgres') !== undefined;

/**
 * The store of a home: its file, or its database with the schema of the run's template.
 *
 * @param kind names what is added to that schema, so that the database can be used again
 */
export async function storeForTest(
  home: string,
  kind?: string,
): Promise<{ choice: StoreChoice; remove(): Promise<void> }> {
  const postgres = inject('postgres');
  if (postgres === undefined) {
    return {
      choice: { kind: 'sqlite', file: join(home, 'hub.sqlite') },
      remove: () => Promise.resolve(),
    };
  }
  const known = databases.get(home);
  const made = () => (kind === undefined ? newDatabase(postgres.template) : takeDatabase(kind));
  const database = known ?? (await made());
  databases.set(home, database);
  return {
    choice: { kind: 'postgres', url: database.url, readersMax: 4 },
    async remove() {
      databases.delete(home);
      if (kind === undefined) await dropDatabase(postgres.serverUrl, database.name);
      else await giveDatabaseBack(database, kind);
    },
  };
}

/** A store without any hub: with these tables only, removed at the end. */
export async function openTestStore(migrations: readonly Migration[]) {
  const folder = mkdtempSync(join(tmpdir(), 'mosaic-store-'));
  const database = isOnPostgres ? await takeDatabase('empty') : null;
  const choice: StoreChoice = database
    ? { kind: 'postgres', url: database.url, readersMax: 4 }
    : { kind: 'sqlite', file: join(folder, 'store.sqlite') };
  const store = await openStore(choice, migrations);
  return {
    store,
    choice,
    async destroy() {
      await store.close();
      if (database) await giveDatabaseBack(database, 'empty');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type TestStore = Awaited<ReturnType<typeof openTestStore>>;

/** Changes rows behind the hub's back, as somebody with the password of the store could. */
export async function runBehind(home: string, sql: string): Promise<void> {
  const database = databases.get(home);
  if (database) return onServer(databaseUrl(inject('postgres').serverUrl, database.name), sql);
  const file = new DatabaseSync(join(home, 'hub.sqlite'));
  file.exec(sql);
  file.close();
}

/** A database of its own in the run's server; empty unless copied from the template. */
export async function newDatabase(template?: string): Promise<TestDatabase> {
  const { serverUrl } = inject('postgres');
  counter += 1;
  const name = `test_${process.pid}_${process.env.VITEST_POOL_ID ?? 0}_${counter}`;
  return { name, url: await createDatabase(serverUrl, name, template, hubRole) };
}
