import type { DatabaseSync } from 'node:sqlite';
import { kyselyOver } from '../kysely-over.ts';
import type { MigrationTarget } from '../migrate.ts';
import { sqlitePort } from './sqlite-port.ts';

/** A SQLite file that only this process has open: nobody to wait for, nobody to keep out. */
export function sqliteMigrationTarget(connection: DatabaseSync): MigrationTarget {
  const port = sqlitePort(connection, 'write');
  const database = kyselyOver('sqlite', (use) => use(port));
  return {
    dialect: 'sqlite',
    database,
    exclusively: (work) => work(),
    async rehearse(work) {
      connection.exec('BEGIN IMMEDIATE');
      try {
        // One lock for the whole file: there is nothing to tell them apart by.
        await work(database, async () => []);
      } finally {
        if (connection.isTransaction) connection.exec('ROLLBACK');
      }
    },
    async transact(work) {
      connection.exec('BEGIN IMMEDIATE');
      try {
        await work(database);
        connection.exec('COMMIT');
      } catch (error) {
        if (connection.isTransaction) connection.exec('ROLLBACK');
        throw error;
      }
    },
  };
}
