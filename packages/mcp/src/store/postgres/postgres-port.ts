import type { Client, QueryResult } from 'pg';
import type { QueryPort } from '../query-port.ts';
import { postgresLimits } from './limits.ts';

const names = new Map<string, string>();

/** The same text has the same name on every connection; texts beyond the bound have none. */
function nameOf(sql: string): string | undefined {
  const known = names.get(sql);
  if (known !== undefined) return known;
  if (names.size >= postgresLimits.preparedMax) return undefined;
  const name = `s${names.size}`;
  names.set(sql, name);
  return name;
}

/** A connection that keeps its statements prepared. Errors are the driver's own. */
export function postgresPort(client: Client): QueryPort {
  return {
    async run<Row>(sql: string, parameters: readonly unknown[]) {
      const name = nameOf(sql);
      const result: QueryResult = await client.query({
        text: sql,
        values: parameters as unknown[],
        ...(name === undefined ? {} : { name }),
      });
      return { rows: result.rows as Row[], changes: result.rowCount ?? 0 };
    },
  };
}

/** Statements that come once, such as those of a migration: nothing is kept. */
export function plainPostgresPort(client: Client): QueryPort {
  return {
    async run<Row>(sql: string, parameters: readonly unknown[]) {
      const result: QueryResult = await client.query(sql, parameters as unknown[]);
      return { rows: result.rows as Row[], changes: result.rowCount ?? 0 };
    },
  };
}
