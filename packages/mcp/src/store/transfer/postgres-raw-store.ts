import { MosaicError } from '@mosaic/contract';
import type { Client } from 'pg';
import { migrate } from '../migrate.ts';
import { connectPostgres } from '../postgres/connect-postgres.ts';
import { lockKeys } from '../postgres/lock-keys.ts';
import { postgresMigrationTarget } from '../postgres/postgres-migration-target.ts';
import { translatePostgresError, unavailable } from '../postgres/translate-postgres-error.ts';
import {
  chunkQuery,
  isOfTheStore,
  quoted,
  type RawRow,
  type RawStore,
  type RawValue,
} from './raw-store.ts';

/** How long running nodes are given to finish what they write, in milliseconds. */
const lockMsMax = 10_000;

/**
 * Connects to a PostgreSQL for the tools.
 *
 * @param isSnapshot reads the store as it is now, beside running nodes, until `close`
 */
export async function openPostgresRawStore(
  url: string,
  { isSnapshot = false }: { isSnapshot?: boolean } = {},
): Promise<RawStore> {
  const client = await connectPostgres(url, 'migrate').catch((error: unknown) => {
    throw unavailable(error);
  });
  if (isSnapshot) await client.query('begin isolation level repeatable read, read only');
  const keys = await lockKeys(client);
  const run = async (sql: string, parameters: readonly RawValue[] = []): Promise<RawRow[]> => {
    try {
      return (await client.query(sql, parameters as unknown[])).rows as RawRow[];
    } catch (error) {
      throw translatePostgresError(error, isSnapshot ? 'read' : 'write');
    }
  };

  return {
    dialect: 'postgres',
    place: placeOf(url),
    run,
    tables: () => readTables(run),
    async appliedMigrations() {
      const [known] = await run("select to_regclass('migration') is not null as found");
      if (known?.found !== 1) return [];
      const rows = await run('select name from migration order by name');
      return rows.map(({ name }) => String(name));
    },
    migrate: (migrations) => migrate(postgresMigrationTarget(client, keys.migration), migrations),
    async count(table) {
      const [row] = await run(`select count(*) as n from ${quoted(table)}`);
      return Number(row?.n);
    },
    async read(table, after, limit) {
      const { sql, parameters } = chunkQuery(table, after, limit);
      return run(sql, parameters);
    },
    async transact(work) {
      await run('begin');
      try {
        const result = await work();
        await run('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch(() => {});
        throw error;
      }
    },
    async insert({ name, columns }, rows) {
      const list = columns.map(quoted).join(', ');
      const sql = `insert into ${quoted(name)} (${list}) select ${list} from json_populate_recordset(null::${quoted(name)}, $1::json)`;
      await run(sql, [JSON.stringify(rows, bytesAsText)]);
    },
    sequences: () => readSequences(run),
    async raiseSequence(table, last) {
      const [found] = (await readSequenceNames(run)).filter((it) => it.table === table);
      if (!found) return;
      await run(
        'select setval($1::regclass, greatest($2::bigint, (select last_value from ' +
          `${found.sequence})))`,
        [found.sequence, last],
      );
    },
    lock: () => lockWriters(client, keys.writer),
    close: () => client.end(),
  };
}

type Run = (sql: string, parameters?: readonly RawValue[]) => Promise<RawRow[]>;

async function readTables(run: Run) {
  const rows = await run(`
    select c.relname as name,
      array_to_json(array(
        select a.attname from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      ))::text as columns,
      array_to_json(array(
        select a.attname from pg_index i
        cross join unnest(i.indkey) with ordinality as k(attnum, place)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
        where i.indrelid = c.oid and i.indisprimary order by k.place
      ))::text as key
    from pg_class c
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
    order by c.relname collate "C"`);
  return rows
    .filter(({ name }) => !isOfTheStore(String(name)))
    .map(({ name, columns, key }) => ({
      name: String(name),
      columns: (JSON.parse(String(columns)) as string[]).sort(),
      key: JSON.parse(String(key)) as string[],
    }));
}

async function readSequenceNames(run: Run): Promise<{ table: string; sequence: string }[]> {
  const rows = await run(`
    select c.relname as table, pg_get_serial_sequence(quote_ident(c.relname), a.attname) as sequence
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attidentity <> ''
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace
    order by c.relname collate "C"`);
  return rows.map((row) => ({ table: String(row.table), sequence: String(row.sequence) }));
}

async function readSequences(run: Run): Promise<Record<string, number>> {
  const lasts: Record<string, number> = {};
  for (const { table, sequence } of await readSequenceNames(run)) {
    const [row] = await run(`select last_value as last, is_called as used from ${sequence}`);
    if (row?.used === 1) lasts[table] = Number(row.last);
  }
  return lasts;
}

/** Waits in the same line as the writers of all nodes, and then stays in front of it. */
async function lockWriters(client: Client, writerLock: string): Promise<void> {
  try {
    await client.query(`set lock_timeout = ${lockMsMax}`);
    await client.query(`select pg_advisory_lock(${writerLock})`);
  } catch (error) {
    throw new MosaicError(
      'unavailable',
      'Running nodes keep this store busy. Stop them, then try again.',
      { cause: error },
    );
  }
}

/** How PostgreSQL reads bytes from a text. */
function bytesAsText(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value;
}

function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `postgres://${host}${pathname}`;
}
