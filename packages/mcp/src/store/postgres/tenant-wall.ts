import { type Kysely, sql } from 'kysely';
import type { AnyTables } from '../any-tables.ts';
import type { MigrationTarget } from '../migrate.ts';
import { tenantSetting } from './tenant-setting.ts';

const policy = 'tenant_wall';

/** Tables of this schema with a column `tenant`, and whether the wall stands before them. */
export async function readTenantTables(
  database: Kysely<AnyTables>,
): Promise<{ table: string; isWalled: boolean }[]> {
  const { rows } = await sql<{ table: string; walled: number }>`
    select c.relname as table,
      c.relrowsecurity and c.relforcerowsecurity and exists (
        select 1 from pg_policy p where p.polrelid = c.oid and p.polname = ${policy}
      ) as walled
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped
    where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace
    order by c.relname`.execute(database);
  return rows.map(({ table, walled }) => ({ table, isWalled: walled === 1 }));
}

/**
 * Puts row-level security before every table with a column `tenant`: the second wall, for the
 * handler that forgets to ask only for its tenant's rows.
 *
 * It holds for the owner of the tables too. Only a superuser passes it, which is why the hub
 * should not connect as one.
 */
export async function raiseTenantWall(target: MigrationTarget): Promise<void> {
  if ((await openTables(target)).length === 0) return;
  await target.exclusively(async () => {
    for (const table of await openTables(target)) {
      await target.transact((database) => wallTable(database, table));
    }
  });
}

async function openTables({ database }: MigrationTarget): Promise<string[]> {
  const tables = await readTenantTables(database);
  return tables.filter(({ isWalled }) => !isWalled).map(({ table }) => table);
}

async function wallTable(database: Kysely<AnyTables>, table: string): Promise<void> {
  const name = sql.table(table);
  const setting = sql`current_setting(${sql.lit(tenantSetting)}, true)`;
  const rule = sql`(tenant = ${setting} or ${setting} = '*')`;
  await sql`alter table ${name} enable row level security`.execute(database);
  await sql`alter table ${name} force row level security`.execute(database);
  await sql`drop policy if exists ${sql.ref(policy)} on ${name}`.execute(database);
  await sql`create policy ${sql.ref(policy)} on ${name} using ${rule} with check ${rule}`.execute(
    database,
  );
}

/** False when the role of this connection passes every wall. */
export async function isWallEffective(database: Kysely<AnyTables>): Promise<boolean> {
  const { rows } = await sql<{ passes: number }>`
    select rolsuper or rolbypassrls as passes from pg_roles where rolname = current_user`.execute(
    database,
  );
  return rows[0]?.passes !== 1;
}
