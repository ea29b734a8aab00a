import { createGroupCommit, groupLimits, type OnGroupCommit } from '../group-commit.ts';
import { kyselyOver } from '../kysely-over.ts';
import { type Migration, migrate } from '../migrate.ts';
import { allTenants, type Reader, type Store } from '../store.ts';
import { createAvailability } from './availability.ts';
import { connectPostgres, discardClient } from './connect-postgres.ts';
import { tuneHotTables } from './hot-tables.ts';
import { postgresLimits } from './limits.ts';
import { lockKeys } from './lock-keys.ts';
import { postgresDriver } from './postgres-driver.ts';
import { postgresMigrationTarget } from './postgres-migration-target.ts';
import { createReaderPool } from './reader-pool.ts';
import { raiseTenantWall } from './tenant-wall.ts';
import { unavailable } from './translate-postgres-error.ts';

export interface PostgresStoreOptions {
  /** Connections that read; one more writes. */
  readersMax?: number;
  onCommit?: OnGroupCommit;
}

/**
 * Connects to PostgreSQL and brings its schema up to date, once for all nodes that start.
 *
 * @param url `postgres://user:password@host:port/database`
 * @throws `unavailable` when the database cannot be reached, `precondition_failed` when a newer
 *   version wrote it
 */
export async function openPostgresStore(
  url: string,
  migrations: readonly Migration[],
  { readersMax = postgresLimits.readersMax, onCommit }: PostgresStoreOptions = {},
): Promise<Store> {
  const { writerLock } = await bringUpToDate(url, migrations);
  const availability = createAvailability(async () => {
    const client = await connectPostgres(url, 'write');
    discardClient(client);
  });
  const driver = postgresDriver(url, writerLock, availability);
  const commits = createGroupCommit(driver, groupLimits, setImmediate, onCommit);
  const pool = createReaderPool(url, availability, readersMax);
  const readerFor = (tenant: string): Reader => kyselyOver('postgres', pool.lendFor(tenant));
  return {
    dialect: 'postgres',
    reader: readerFor(allTenants),
    readerFor,
    write: (work, { tenant = allTenants } = {}) => commits.write(work, tenant),
    isAvailable: availability.isAvailable,
    async close() {
      await commits.close();
      availability.close();
      await Promise.all([pool.close(), driver.close()]);
    },
  };
}

async function bringUpToDate(
  url: string,
  migrations: readonly Migration[],
): Promise<{ writerLock: string }> {
  const client = await connectPostgres(url, 'migrate').catch((error: unknown) => {
    throw unavailable(error);
  });
  try {
    const keys = await lockKeys(client);
    const target = postgresMigrationTarget(client, keys.migration);
    await migrate(target, migrations);
    await raiseTenantWall(target);
    await tuneHotTables(target);
    return { writerLock: keys.writer };
  } finally {
    await client.end().catch(() => {});
  }
}
