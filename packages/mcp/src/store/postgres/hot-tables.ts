import { type Kysely, sql } from 'kysely';
import type { AnyTables } from '../any-tables.ts';
import type { MigrationTarget } from '../migrate.ts';

/**
 * Tables whose rows change all the time while few of them are alive: leases, sessions, inboxes,
 * counters. Those that only grow are left as they are.
 */
const hotTables = [
  'agent',
  'agent_session',
  'duty',
  'idempotent_answer',
  'lock_head',
  'lock_line',
  'lock_share',
  'message',
  'message_delivery',
  'message_inbox',
  'node',
  'quota_use',
  'run',
  'state_entry',
  'state_head',
  'task',
  'task_schedule',
  'task_share',
];

/**
 * Room in each page for the next version of its rows, so that an update touches no index, and
 * cleaning after few changes rather than after a fifth of the table.
 */
const settings: Readonly<Record<string, number>> = {
  fillfactor: 80,
  autovacuum_vacuum_scale_factor: 0.02,
  autovacuum_vacuum_threshold: 200,
  autovacuum_analyze_scale_factor: 0.05,
  autovacuum_vacuum_cost_delay: 0,
};
const options = Object.entries(settings).map(([name, value]) => `${name}=${value}`);

/** Gives the hot tables that exist their settings; a lock that disturbs no command is enough. */
export async function tuneHotTables(target: MigrationTarget): Promise<void> {
  if ((await untuned(target.database)).length === 0) return;
  await target.exclusively(async () => {
    for (const table of await untuned(target.database)) {
      await target.transact(async (database) => {
        await sql`alter table ${sql.table(table)} set (${sql.raw(options.join(', '))})`.execute(
          database,
        );
      });
    }
  });
}

async function untuned(database: Kysely<AnyTables>): Promise<string[]> {
  const { rows } = await sql<{ table: string; options: string[] | null }>`
    select relname as table, reloptions as options from pg_class
    where relkind = 'r' and relnamespace = current_schema()::regnamespace
      and relname in (${sql.join(hotTables)})`.execute(database);
  return rows
    .filter((row) => !options.every((option) => row.options?.includes(option)))
    .map(({ table }) => table);
}
