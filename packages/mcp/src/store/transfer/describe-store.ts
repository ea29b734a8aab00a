import { statSync } from 'node:fs';
import type { Migration } from '../migrate.ts';
import type { StoreChoice } from '../open-store.ts';
import type { Dialect } from '../store.ts';
import type { Manifest } from './manifest.ts';
import { openRawStore } from './open-raw-store.ts';
import type { RawStore } from './raw-store.ts';
import { readHeads } from './read-heads.ts';
import { readUnfinished } from './unfinished.ts';

/** A store at a glance. */
export interface StoreDescription {
  readonly dialect: Dialect;
  readonly place: string;
  /** On disk, with what is not yet merged into the file. */
  readonly bytes: number;
  readonly schema: {
    readonly applied: number;
    readonly pending: readonly string[];
    /** Steps of a newer version: this one cannot open the store. */
    readonly foreign: readonly string[];
  };
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  readonly rows: number;
  /** Null before the first hub opened it. */
  readonly heads: Manifest['heads'] | null;
  /** Where a copy or restore that has not ended comes from. */
  readonly unfinishedFrom: string | null;
  /** Age of the oldest open transaction of a PostgreSQL, in milliseconds: dead rows pile up behind it. */
  readonly oldestTransactionMs: number | null;
}

/** Looks at a store, beside the hub that uses it. */
export async function describeStore(
  choice: StoreChoice,
  migrations: readonly Migration[],
): Promise<StoreDescription> {
  const store = await openRawStore(choice, { use: 'read' });
  try {
    const applied = await store.appliedMigrations();
    const known = migrations.map(({ name }) => name);
    const tables: { name: string; rows: number }[] = [];
    for (const { name } of await store.tables()) {
      tables.push({ name, rows: await store.count(name) });
    }
    const hasHeads = ['event', 'audit'].every((name) => tables.some((it) => it.name === name));
    return {
      dialect: store.dialect,
      place: store.place,
      bytes: await sizeOf(choice, store),
      schema: {
        applied: applied.length,
        pending: known.filter((name) => !applied.includes(name)).sort(),
        foreign: applied.filter((name) => !known.includes(name)),
      },
      tables,
      rows: tables.reduce((sum, { rows }) => sum + rows, 0),
      heads: hasHeads ? await readHeads(store) : null,
      unfinishedFrom: (await readUnfinished(store))?.origin ?? null,
      oldestTransactionMs: await oldestTransactionMs(store),
    };
  } finally {
    await store.close();
  }
}

async function sizeOf(choice: StoreChoice, store: RawStore): Promise<number> {
  if (choice.kind === 'postgres') {
    const [row] = await store.run('select pg_database_size(current_database()) as bytes');
    return Number(row?.bytes);
  }
  const files = [choice.file, `${choice.file}-wal`];
  return files.reduce(
    (sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

async function oldestTransactionMs(store: RawStore): Promise<number | null> {
  if (store.dialect === 'sqlite') return null;
  const [row] = await store.run(
    `select coalesce(max(extract(epoch from now() - xact_start) * 1000), 0)::bigint as ms
     from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
  return Number(row?.ms);
}
