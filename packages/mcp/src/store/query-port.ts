import type { DatabaseConnection } from 'kysely';

/** What a statement did. */
export interface PortResult<Row> {
  readonly rows: Row[];
  readonly changes: number;
}

/** One connection of a database, reduced to what both dialects share. */
export interface QueryPort {
  run<Row>(sql: string, parameters: readonly unknown[]): Promise<PortResult<Row>>;
}

/** Shows a port to Kysely as a connection of its own. */
export function asKyselyConnection(port: QueryPort): DatabaseConnection {
  const executeQuery: DatabaseConnection['executeQuery'] = async <Row>({
    sql,
    parameters,
  }: {
    sql: string;
    parameters: readonly unknown[];
  }) => {
    const { rows, changes } = await port.run<Row>(sql, parameters);
    return { rows, numAffectedRows: BigInt(changes) };
  };
  return {
    executeQuery,
    async *streamQuery(compiled) {
      yield await executeQuery(compiled as never);
    },
  };
}
