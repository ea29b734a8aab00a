import { MosaicError } from '@mosaic/contract';
import { type Kysely, sql } from 'kysely';
import type { AnyTables } from './any-tables.ts';

/** One forward-only step of the schema. `name` sorts: `0001-tasks`. */
export interface Migration {
  readonly name: string;
  up(database: Kysely<AnyTables>): Promise<void>;
}

/**
 * Applies what is missing, each step in its own transaction with its record.
 *
 * A store written by a newer version is refused: reading it with older rules
 * could corrupt it.
 */
export async function migrate(
  database: Kysely<AnyTables>,
  migrations: readonly Migration[],
): Promise<void> {
  await sql`create table if not exists migration (name text primary key, applied_at bigint not null)`.execute(
    database,
  );
  const rows = await database.selectFrom('migration').select('name').execute();
  const applied = new Set(rows.map((row) => String(row.name)));
  const known = new Set(migrations.map((migration) => migration.name));
  const foreign = [...applied].filter((name) => !known.has(name));
  if (foreign.length > 0) {
    throw new MosaicError(
      'precondition_failed',
      `The store was written by a newer version (it has ${foreign.join(', ')}). Install that version or restore an older backup.`,
    );
  }
  const ordered = [...migrations].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const migration of ordered.filter(({ name }) => !applied.has(name))) {
    await database.transaction().execute(async (transaction) => {
      await migration.up(transaction);
      await transaction
        .insertInto('migration')
        .values({ name: migration.name, applied_at: Date.now() })
        .execute();
    });
  }
}
