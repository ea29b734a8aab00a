import { DatabaseSync } from 'node:sqlite';
import { migrate } from '../store/migrate.ts';
import { sqliteMigrationTarget } from '../store/sqlite/sqlite-migration-target.ts';
import { listModules } from './hub-modules.ts';

let template: Promise<Uint8Array> | null = null;

/** An empty store of today's schema; migrated once, copied for every world. */
export function schemaTemplate(): Promise<Uint8Array> {
  template ??= makeTemplate();
  return template;
}

async function makeTemplate(): Promise<Uint8Array> {
  const database = new DatabaseSync(':memory:');
  await migrate(
    sqliteMigrationTarget(database),
    listModules().flatMap(({ migrations }) => migrations),
  );
  return database.serialize();
}
