import { type Parameter, type Statement, statement } from '../../store/statement.ts';
import type { Writer } from '../../store/store.ts';
import { messageLimits } from './limits.ts';

/** A hot statement over as many rows or ids as there are, a bounded number at a time. */
export interface ManyRows<Row> {
  /** Runs it over all of them; `shared` are the parameters that come first in each statement. */
  all(
    store: Writer,
    shared: readonly Parameter[],
    rows: readonly (readonly Parameter[])[],
  ): Promise<Row[]>;
}

/**
 * Declares such a statement. `text` is given the rows as `($3, $4), ($5, $6)`.
 *
 * The numbers of rows are bounded, and so are the texts that are kept.
 */
export function manyRows<Row>(
  name: string,
  sharedCount: number,
  columns: number,
  text: (rows: string) => string,
): ManyRows<Row> {
  const bySize = new Map<number, Statement<Row>>();
  const ofSize = (size: number): Statement<Row> => {
    const known = bySize.get(size);
    if (known) return known;
    const made = statement<Row>(
      `${name}.${size}`,
      text(placeholders(size, columns, sharedCount + 1)),
    );
    bySize.set(size, made);
    return made;
  };
  return {
    async all(store, shared, rows) {
      const results: Row[] = [];
      const { rowsPerStatement } = messageLimits;
      for (let from = 0; from < rows.length; from += rowsPerStatement) {
        const chunk = rows.slice(from, from + rowsPerStatement);
        results.push(...(await ofSize(chunk.length).all(store, [...shared, ...chunk.flat()])));
      }
      return results;
    },
  };
}

function placeholders(rows: number, columns: number, first: number): string {
  const row = (index: number) =>
    Array.from({ length: columns }, (_, column) => `$${first + index * columns + column}`);
  return Array.from({ length: rows }, (_, index) => `(${row(index).join(', ')})`).join(', ');
}
