import { DatabaseSync } from 'node:sqlite';
import type { Migration } from './migrate.ts';
import type { StoreChoice } from './open-store.ts';
import { connectPostgres } from './postgres/connect-postgres.ts';
import { lockKeys } from './postgres/lock-keys.ts';
import { postgresMigrationTarget } from './postgres/postgres-migration-target.ts';
import { unavailable } from './postgres/translate-postgres-error.ts';
import { type RehearsedStep, rehearseMigrations } from './rehearse.ts';
import { sqliteMigrationTarget } from './sqlite/sqlite-migration-target.ts';

/** Tries the missing steps on this store and takes everything back; see {@link rehearseMigrations}. */
export async function rehearseStore(
  choice: StoreChoice,
  migrations: readonly Migration[],
): Promise<RehearsedStep[]> {
  if (choice.kind === 'sqlite') {
    const database = new DatabaseSync(choice.file, { timeout: 5_000 });
    try {
      return await rehearseMigrations(sqliteMigrationTarget(database), migrations);
    } finally {
      database.close();
    }
  }
  const client = await connectPostgres(choice.url, 'migrate').catch((error: unknown) => {
    throw unavailable(error);
  });
  try {
    const { migration } = await lockKeys(client);
    return await rehearseMigrations(postgresMigrationTarget(client, migration), migrations);
  } finally {
    await client.end().catch(() => {});
  }
}
