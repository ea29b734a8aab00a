import { belowKysely } from './kysely-over.ts';
import type { Parameter } from './statement.ts';
import type { Writer } from './store.ts';

/** Types of PostgreSQL that our columns have. */
export type ColumnType = 'text' | 'bigint' | 'integer';

/** Stores any number of rows of one table with one statement, prepared once. */
export type InsertRows<Column extends string> = (
  writer: Writer,
  rows: readonly Readonly<Record<Column, Parameter>>[],
) => Promise<void>;

/**
 * Declares a hot insertion. PostgreSQL is given an array for each column, in one round trip;
 * SQLite repeats its prepared statement, for which there is no trip.
 */
export function insertRows<Column extends string>(
  table: string,
  columns: Readonly<Record<Column, ColumnType>>,
): InsertRows<Column> {
  const names = Object.keys(columns) as Column[];
  const quoted = names.map((name) => `"${name}"`).join(', ');
  const arrays = names.map((name, index) => `$${index + 1}::${columns[name]}[]`).join(', ');
  const places = names.map(() => '?').join(', ');
  const onSqlite = `insert into "${table}" (${quoted}) values (${places})`;
  const onPostgres = `insert into "${table}" (${quoted}) select * from unnest(${arrays})`;
  return async (writer, rows) => {
    if (rows.length === 0) return;
    const { dialect, lend } = belowKysely(writer);
    await lend(async (port) => {
      if (dialect === 'postgres') {
        const values = names.map((name) => rows.map((row) => row[name]));
        await port.run(onPostgres, values);
        return;
      }
      for (const row of rows) {
        const values = names.map((name) => row[name]);
        await port.run(onSqlite, values);
      }
    });
  };
}
