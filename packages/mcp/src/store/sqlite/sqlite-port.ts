import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { QueryPort } from '../query-port.ts';
import { unstorableText } from '../storable-text.ts';
import { translateSqliteError } from './translate-sqlite-error.ts';

/** Statements kept prepared; a query text is compiled once, not once per call. */
const statementsMax = 1_000;

interface Prepared {
  readonly statement: StatementSync;
  readonly hasRows: boolean;
}

/** The `node:sqlite` module of Node itself as a port, with its statements kept prepared. */
export function sqlitePort(database: DatabaseSync, use: 'read' | 'write'): QueryPort {
  const prepared = new Map<string, Prepared>();
  const prepare = (sql: string): Prepared => {
    const known = prepared.get(sql);
    if (known) return known;
    if (prepared.size >= statementsMax) prepared.clear();
    const statement = database.prepare(sql);
    const made = { statement, hasRows: statement.columns().length > 0 };
    prepared.set(sql, made);
    return made;
  };
  return {
    async run<Row>(sql: string, parameters: readonly unknown[]) {
      if (parameters.some(hasZero)) throw unstorableText();
      try {
        const { statement, hasRows } = prepare(sql);
        const values = parameters as SQLInputValue[];
        if (hasRows) {
          const rows = statement.all(...values) as Row[];
          return { rows, changes: rows.length };
        }
        return { rows: [], changes: Number(statement.run(...values).changes) };
      } catch (error) {
        throw translateSqliteError(error, use);
      }
    },
  };
}

function hasZero(value: unknown): boolean {
  return typeof value === 'string' && value.includes('\0');
}
