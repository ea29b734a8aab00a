import { type Parameter, type Statement, statement } from './statement.ts';
import type { Reader, Writer } from './store.ts';

/** Largest list one statement takes; longer ones are cut. */
const listMax = 512;

/** A hot statement over a list of values. */
export interface SizedStatement<Row> {
  /** `fixed` are the first parameters; every value of the list follows. Values may be repeated to fill up. */
  all(
    store: Reader | Writer,
    fixed: readonly Parameter[],
    list: readonly Parameter[],
  ): Promise<Row[]>;
}

/**
 * Declares a hot statement with `in (list)`.
 *
 * The list is filled up to a power of two by repeating its last value, so that few texts
 * exist and each stays prepared. `fixedCount` parameters come before it.
 */
export function sizedStatement<Row>(
  name: string,
  fixedCount: number,
  text: (list: string) => string,
): SizedStatement<Row> {
  const bySize = new Map<number, Statement<Row>>();
  const ofSize = (size: number): Statement<Row> => {
    const known = bySize.get(size);
    if (known) return known;
    const list = Array.from({ length: size }, (_, index) => `$${fixedCount + index + 1}`);
    const made = statement<Row>(`${name}.${size}`, text(list.join(', ')));
    bySize.set(size, made);
    return made;
  };
  return {
    async all(store, fixed, list) {
      const rows: Row[] = [];
      for (let start = 0; start < list.length; start += listMax) {
        const part = list.slice(start, start + listMax);
        const size = sizeFor(part.length);
        const last = part.at(-1) ?? null;
        const filled = [...part, ...Array.from({ length: size - part.length }, () => last)];
        rows.push(...(await ofSize(size).all(store, [...fixed, ...filled])));
      }
      return rows;
    },
  };
}

/** A hot statement over rows of values. */
export interface RowsStatement<Row> {
  all(
    store: Reader | Writer,
    fixed: readonly Parameter[],
    rows: readonly (readonly Parameter[])[],
  ): Promise<Row[]>;
}

/** Largest number of rows in one statement. */
const rowsMax = 64;

/** Up to here every number of rows has a statement of its own. */
const exactMax = 16;

/**
 * Declares a hot statement over `values (…), (…)`. Many rows are run in chunks whose sizes are powers
 * of two, so that few texts exist.
 *
 * `text` gets the placeholders of each row, as lists of `$n`.
 */
export function rowsStatement<Row>(
  name: string,
  fixedCount: number,
  columnCount: number,
  text: (rows: readonly (readonly string[])[]) => string,
): RowsStatement<Row> {
  const bySize = new Map<number, Statement<Row>>();
  const ofSize = (size: number): Statement<Row> => {
    const known = bySize.get(size);
    if (known) return known;
    const rows = Array.from({ length: size }, (_, row) =>
      Array.from(
        { length: columnCount },
        (__, column) => `$${fixedCount + row * columnCount + column + 1}`,
      ),
    );
    const made = statement<Row>(`${name}.${size}`, text(rows));
    bySize.set(size, made);
    return made;
  };
  return {
    async all(store, fixed, rows) {
      const found: Row[] = [];
      let start = 0;
      while (start < rows.length) {
        const size = chunkFor(rows.length - start);
        const parameters = [...fixed, ...rows.slice(start, start + size).flat()];
        found.push(...(await ofSize(size).all(store, parameters)));
        start += size;
      }
      return found;
    },
  };
}

/** The next power of two. */
function sizeFor(length: number): number {
  let size = 1;
  while (size < length) size *= 2;
  return size;
}

/** All of a few rows, else the largest power of two that fits. */
function chunkFor(rest: number): number {
  if (rest <= exactMax) return rest;
  let size = 1;
  while (size * 2 <= Math.min(rest, rowsMax)) size *= 2;
  return size;
}
