import { MosaicError } from '@mosaic/contract';
import { quoted, type RawRow, type RawStore, unfinishedTable } from './raw-store.ts';

/** How far the transfer of one table is. */
export interface TableMark {
  /** Key columns of the last row that is there; null before the first. */
  readonly last: RawRow | null;
  readonly isDone: boolean;
}

/** The record of a transfer in the store it goes to. It dies with the end of the transfer. */
export interface UnfinishedRecord {
  readonly origin: string;
  readonly marks: ReadonlyMap<string, TableMark>;
}

const table = quoted(unfinishedTable);
/** Stands where the name of a table would: the transfer as a whole. */
const whole = '*';

/** The transfer this store has not finished; null when there is none. */
export async function readUnfinished(store: RawStore): Promise<UnfinishedRecord | null> {
  const [known] = await store.run(
    store.dialect === 'sqlite'
      ? 'select name from sqlite_schema where name = $1'
      : 'select 1 as name where to_regclass($1) is not null',
    [unfinishedTable],
  );
  if (!known) return null;
  const rows = await store.run(`select name, last_key, is_done from ${table}`);
  const marks = new Map<string, TableMark>();
  for (const row of rows) {
    const last = row.last_key === null ? null : (JSON.parse(String(row.last_key)) as RawRow);
    if (row.name !== whole) marks.set(String(row.name), { last, isDone: row.is_done === 1 });
  }
  const origin = rows.find(({ name }) => name === whole)?.last_key;
  return { origin: origin ? String(JSON.parse(String(origin)).origin) : '', marks };
}

/** Marks the store as unfinished, before its first row. */
export async function beginUnfinished(store: RawStore, origin: string): Promise<void> {
  await store.transact(async () => {
    await store.run(
      `create table ${table} (name text primary key, last_key text, is_done integer not null)`,
    );
    await store.run(`insert into ${table} values ($1, $2, 0)`, [whole, JSON.stringify({ origin })]);
  });
}

/** Records how far a table is, in the transaction of its rows. */
export async function markTable(store: RawStore, name: string, mark: TableMark): Promise<void> {
  await store.run(
    `insert into ${table} values ($1, $2, $3)
     on conflict (name) do update set last_key = excluded.last_key, is_done = excluded.is_done`,
    [name, mark.last === null ? null : JSON.stringify(mark.last), mark.isDone ? 1 : 0],
  );
}

/** The store is whole from now on. */
export async function endUnfinished(store: RawStore): Promise<void> {
  await store.run(`drop table ${table}`);
}

/** @throws `precondition_failed` unless no table of the store holds a row */
export async function requireEmpty(store: RawStore): Promise<void> {
  for (const { name } of await store.tables()) {
    const rows = await store.run(`select 1 as found from ${quoted(name)} limit 1`);
    if (rows.length === 0) continue;
    throw new MosaicError(
      'precondition_failed',
      `The store ${store.place} is not empty: ${name} has rows. Name an empty database or a new file.`,
      { details: { table: name } },
    );
  }
}
