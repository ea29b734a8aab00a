import { MosaicError } from '@mosaic/contract';
import type { Kysely } from 'kysely';
import type { AnyTables } from './any-tables.ts';
import type { Dialect } from './store.ts';
import { unfinishedTable } from './transfer/raw-store.ts';

/** One forward-only step of the schema. `name` sorts: `0001-tasks`. */
export interface Migration {
  readonly name: string;
  /**
   * Runs in a transaction of its own, unless `isOnline`.
   *
   * @param dialect for the few things both dialects spell differently
   */
  up(database: Kysely<AnyTables>, dialect: Dialect): Promise<void>;
  /**
   * True for steps that PostgreSQL does beside running traffic and outside a transaction, such as
   * `create index concurrently`. Killed half-way it runs again, so each may be repeated.
   */
  readonly isOnline?: boolean;
  /** True for steps that this hub only knows by name, since it lacks their module: never done here. */
  readonly isElsewhere?: boolean;
}

/** A database that can be migrated, as its dialect does it. */
export interface MigrationTarget {
  readonly dialect: Dialect;
  /** Not within a transaction. */
  readonly database: Kysely<AnyTables>;
  /** Runs the work in one transaction, again when it had to give way to traffic. */
  transact(work: (database: Kysely<AnyTables>) => Promise<void>): Promise<void>;
  /**
   * Runs the work in a transaction that is rolled back, also what would run outside of one. The
   * work is given how to see the locks that the transaction holds.
   */
  rehearse(
    work: (database: Kysely<AnyTables>, heldLocks: () => Promise<string[]>) => Promise<void>,
  ): Promise<void>;
  /** Keeps everybody else from migrating at the same time. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Applies what is missing, each step in its own transaction with its record. Killed at any
 * moment, the next start goes on with the first step that has no record.
 *
 * A store written by a newer version is refused: reading it with older rules
 * could corrupt it.
 */
export async function migrate(
  target: MigrationTarget,
  migrations: readonly Migration[],
): Promise<void> {
  // Most starts find nothing to do and need no lock for that.
  if ((await pendingMigrations(target, migrations)).length === 0) return;
  await target.exclusively(async () => {
    for (const migration of await pendingMigrations(target, migrations)) {
      await applyMigration(target, migration).catch((cause: unknown) => {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`The step ${migration.name} of the schema failed: ${reason}`, { cause });
      });
    }
  });
}

/** The steps that have no record yet, in their order; creates the table of records. */
export async function pendingMigrations(
  { database }: MigrationTarget,
  migrations: readonly Migration[],
): Promise<Migration[]> {
  const applied = new Set(await appliedMigrations(database));
  const known = new Set(migrations.map((migration) => migration.name));
  const foreign = [...applied].filter((name) => !known.has(name));
  if (foreign.length > 0) {
    throw new MosaicError(
      'precondition_failed',
      `The store was written by a newer version (it has ${foreign.join(', ')}). Install that version or restore an older backup.`,
    );
  }
  return migrations
    .filter(({ name, isElsewhere }) => !applied.has(name) && isElsewhere !== true)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Names of the steps this database has; none when it is empty. */
async function appliedMigrations(database: Kysely<AnyTables>): Promise<string[]> {
  const tables = await database.introspection.getTables();
  if (tables.some(({ name }) => name === unfinishedTable)) {
    throw new MosaicError(
      'precondition_failed',
      'A copy or restore into this store has not ended. Repeat the same command to finish a copy; a restore begins anew in an empty store.',
    );
  }
  if (!tables.some(({ name }) => name === 'migration')) return [];
  const rows = await database.selectFrom('migration').select('name').orderBy('name').execute();
  return rows.map((row) => String(row.name));
}

async function applyMigration(target: MigrationTarget, migration: Migration): Promise<void> {
  const record = async (database: Kysely<AnyTables>) => {
    await createRecords(database);
    await database
      .insertInto('migration')
      .values({ name: migration.name, applied_at: Date.now() })
      .execute();
  };
  if (migration.isOnline && target.dialect === 'postgres') {
    await migration.up(target.database, target.dialect);
    await target.transact(record);
    return;
  }
  await target.transact(async (database) => {
    await migration.up(database, target.dialect);
    await record(database);
  });
}

async function createRecords(database: Kysely<AnyTables>): Promise<void> {
  await database.schema
    .createTable('migration')
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('applied_at', 'bigint', (column) => column.notNull())
    .execute();
}
