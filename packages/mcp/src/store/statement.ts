import { belowKysely } from './kysely-over.ts';
import type { Reader, Writer } from './store.ts';

/** Values that both dialects bind; times and counts are numbers, JSON is text, flags are 0 and 1. */
export type Parameter = string | number | null;

/** A statement written by hand because it is hot: prepared once, one round trip. */
export interface Statement<Row> {
  readonly name: string;
  /** Runs it in the transaction (or on the reader) and returns the rows, if any. */
  all(store: Reader | Writer, parameters: readonly Parameter[]): Promise<Row[]>;
}

/**
 * Declares a hot statement. Parameters are `$1`, `$2`, … in both dialects and may repeat.
 *
 * One text where both dialects understand it; otherwise one for each.
 */
export function statement<Row>(
  name: string,
  text: string | { readonly sqlite: string; readonly postgres: string },
): Statement<Row> {
  const texts = typeof text === 'string' ? { sqlite: text, postgres: text } : text;
  const byDialect = {
    sqlite: texts.sqlite.replaceAll(/\$(\d+)/g, '?$1'),
    postgres: texts.postgres,
  };
  return {
    name,
    async all(store, parameters) {
      const { dialect, lend } = belowKysely(store);
      const { rows } = await lend((port) => port.run<Row>(byDialect[dialect], parameters));
      return rows;
    },
  };
}
