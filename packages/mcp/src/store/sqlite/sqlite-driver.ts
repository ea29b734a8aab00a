import type { DatabaseSync } from 'node:sqlite';
import type { GroupDriver } from '../group-commit.ts';
import { oneWriter } from '../one-writer.ts';
import { sqlitePort } from './sqlite-port.ts';
import { translateSqliteError } from './translate-sqlite-error.ts';

/** Drives the one writing connection of a SQLite file. */
export function sqliteDriver(database: DatabaseSync): GroupDriver {
  const port = sqlitePort(database, 'write');
  let close: () => void = () => {};
  let isShared = false;
  const exec = (sql: string) => {
    try {
      database.exec(sql);
    } catch (error) {
      throw translateSqliteError(error, 'write');
    }
  };
  return {
    begin: async () => exec('BEGIN IMMEDIATE'),
    async enter(_tenant, part) {
      isShared = part === 'shared';
      if (isShared) exec('SAVEPOINT member');
      const opened = oneWriter('sqlite', port);
      close = opened.close;
      return opened.writer;
    },
    async leave() {
      close();
      if (isShared) exec('RELEASE member');
    },
    async undo() {
      close();
      if (isShared) exec('ROLLBACK TO member; RELEASE member');
    },
    commit: async () => exec('COMMIT'),
    async rollback() {
      close();
      // Some failures, such as a full disk, have SQLite roll back by itself.
      if (database.isTransaction) database.exec('ROLLBACK');
    },
  };
}
