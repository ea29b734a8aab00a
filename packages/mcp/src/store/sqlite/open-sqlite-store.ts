import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createPrivateFile } from '../create-private-file.ts';
import { createGroupCommit, groupLimits, type OnGroupCommit } from '../group-commit.ts';
import { kyselyOver } from '../kysely-over.ts';
import { type Migration, migrate } from '../migrate.ts';
import { allTenants, type Store } from '../store.ts';
import { sqliteDriver } from './sqlite-driver.ts';
import { sqliteMigrationTarget } from './sqlite-migration-target.ts';
import { sqlitePort } from './sqlite-port.ts';
import { translateSqliteError } from './translate-sqlite-error.ts';

/** How long a statement waits for another connection, in milliseconds. */
const busyMsMax = 5_000;

/** Opens (and creates) the SQLite file and brings its schema up to date. */
export async function openSqliteStore(
  file: string,
  migrations: readonly Migration[],
  onCommit?: OnGroupCommit,
): Promise<Store> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  createPrivateFile(file);
  const writing = new DatabaseSync(file, { timeout: busyMsMax });
  try {
    writing.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    await migrate(sqliteMigrationTarget(writing), migrations);
  } catch (error) {
    writing.close();
    throw translateSqliteError(error, 'write');
  }
  const reading = new DatabaseSync(file, { timeout: busyMsMax, readOnly: true });
  const readPort = sqlitePort(reading, 'read');
  const reader = kyselyOver('sqlite', (use) => use(readPort));
  const commits = createGroupCommit(sqliteDriver(writing), groupLimits, setImmediate, onCommit);
  return {
    dialect: 'sqlite',
    reader,
    readerFor: () => reader,
    write: (work, { tenant = allTenants } = {}) => commits.write(work, tenant),
    isAvailable: () => true,
    async close() {
      await commits.close();
      if (reading.isOpen) reading.close();
      if (writing.isOpen) writing.close();
    },
  };
}
