import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { SqliteDialect } from 'kysely';

/** Statements kept prepared; a query text is compiled once, not once per call. */
const statementsMax = 500;

/**
 * Lets Kysely's SQLite dialect drive the `node:sqlite` module of Node itself.
 *
 * Kysely speaks to a `better-sqlite3` shaped object; only `prepare` and `close`
 * of it are used.
 */
export function nodeSqliteDialect(database: DatabaseSync): SqliteDialect {
  const prepared = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = prepared.get(sql);
    if (known) return known;
    if (prepared.size >= statementsMax) prepared.clear();
    const statement = database.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
  return new SqliteDialect({
    database: {
      close: () => database.close(),
      prepare: (sql: string) => {
        const statement = prepare(sql);
        return {
          reader: statement.columns().length > 0,
          all: (parameters: readonly unknown[]) =>
            statement.all(...(parameters as SQLInputValue[])),
          run: (parameters: readonly unknown[]) =>
            statement.run(...(parameters as SQLInputValue[])),
          iterate: (parameters: readonly unknown[]) =>
            statement.iterate(...(parameters as SQLInputValue[])) as IterableIterator<never>,
        };
      },
    },
  });
}
