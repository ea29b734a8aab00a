import type { Migration } from '../migrate.ts';
import { openStore, type StoreChoice } from '../open-store.ts';
import { openRawStore } from './open-raw-store.ts';

/**
 * Brings the schema up to date without starting a hub, and tells which steps that took. Killed
 * half-way it goes on with the first step that was not recorded.
 *
 * @throws `precondition_failed` while a hub runs on the file, or when a newer version wrote it
 */
export async function migrateStore(
  choice: StoreChoice,
  migrations: readonly Migration[],
): Promise<string[]> {
  const raw = await openRawStore(choice, { use: 'create' });
  try {
    // Nodes on PostgreSQL go on meanwhile; a file has one hub, which would not know the new schema.
    if (choice.kind === 'sqlite') await raw.lock();
    const before = new Set(await raw.appliedMigrations());
    const store = await openStore(choice, migrations);
    await store.close();
    const after = await raw.appliedMigrations();
    return after.filter((name) => !before.has(name));
  } finally {
    await raw.close();
  }
}
