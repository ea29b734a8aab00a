import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import type { AnyTables } from './any-tables.ts';
import { createPrivateFile } from './create-private-file.ts';
import { type Migration, migrate } from './migrate.ts';
import { nodeSqliteDialect } from './sqlite-dialect.ts';

/** How long a statement waits for another connection, in milliseconds. */
const busyMsMax = 5_000;

/** Reads outside a transaction, or a transaction itself. */
export type Reader = Kysely<AnyTables>;
export type Writer = Kysely<AnyTables>;

/**
 * The relational store.
 *
 * One writer at a time; a transaction is acknowledged only after it is on disk.
 * Readers see the last committed state and never wait for the writer.
 */
export interface Store {
  readonly reader: Reader;
  write<T>(work: (writer: Writer) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Opens (and creates) the SQLite file and brings its schema up to date. */
export async function openSqliteStore(
  file: string,
  migrations: readonly Migration[],
): Promise<Store> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  createPrivateFile(file);
  const writerDatabase = new DatabaseSync(file, { timeout: busyMsMax });
  const writer = new Kysely<AnyTables>({ dialect: nodeSqliteDialect(writerDatabase) });
  try {
    writerDatabase.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;',
    );
    await migrate(writer, migrations);
  } catch (error) {
    writerDatabase.close();
    throw error;
  }
  const readerDatabase = new DatabaseSync(file, { timeout: busyMsMax, readOnly: true });
  const reader = new Kysely<AnyTables>({ dialect: nodeSqliteDialect(readerDatabase) });
  return {
    reader,
    write: (work) => writer.transaction().execute(work),
    async close() {
      await reader.destroy();
      await writer.destroy();
    },
  };
}
