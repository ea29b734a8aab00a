import { sql } from 'kysely';
import type { Reader } from '../store.ts';

/** What keeps PostgreSQL from forgetting old versions of rows. */
export interface PostgresHealth {
  /** Age of the oldest transaction of this database that is still open, in seconds. */
  readonly oldestTransactionSeconds: number;
  /** Transactions begun since the oldest snapshot that is still held, by whomever. */
  readonly oldestSnapshotAge: number;
  /** Versions of rows that wait for being cleaned away, by table; the worst twenty. */
  readonly deadRows: ReadonlyMap<string, number>;
}

/**
 * One long transaction, a prepared one that was forgotten or a replica that stays away is enough:
 * nothing is cleaned away behind it, and claims get slower by the minute.
 */
export async function readPostgresHealth(reader: Reader): Promise<PostgresHealth> {
  const { rows } = await sql<{ seconds: number | null; snapshot: number | null }>`
    select
      (select extract(epoch from max(clock_timestamp() - xact_start)) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()) as seconds,
      (select max(age) from (
        select age(backend_xmin) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()
        union all select age(transaction) from pg_prepared_xacts where database = current_database()
        union all select age(xmin) from pg_replication_slots
      ) held(age)) as snapshot`.execute(reader);
  const dead = await sql<{ table: string; dead: number }>`
    select relname as table, n_dead_tup as dead from pg_stat_user_tables
    where schemaname = current_schema() order by n_dead_tup desc, relname limit 20`.execute(reader);
  return {
    oldestTransactionSeconds: Number(rows[0]?.seconds ?? 0),
    oldestSnapshotAge: Number(rows[0]?.snapshot ?? 0),
    deadRows: new Map(dead.rows.map((row) => [row.table, row.dead])),
  };
}
