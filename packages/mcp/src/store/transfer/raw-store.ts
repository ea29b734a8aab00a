import type { Migration } from '../migrate.ts';
import type { Dialect } from '../store.ts';

export type RawValue = string | number | null | Uint8Array;
export type RawRow = Readonly<Record<string, RawValue>>;

/** A table as the tools of the store see it. */
export interface TableShape {
  readonly name: string;
  /** In the order of their names, which is the same in both dialects. */
  readonly columns: readonly string[];
  /** Columns of the primary key, in its order. */
  readonly key: readonly string[];
}

/**
 * All rows of a store, whatever they mean: for copies, backups and checks.
 *
 * It reads past modules and tenants and writes past the pipeline, so that it is only ever used
 * while the store is locked, or on a snapshot.
 */
export interface RawStore {
  readonly dialect: Dialect;
  /** Where it is, for people; never with a password. */
  readonly place: string;
  /** Tables of modules, in the order of their names. */
  tables(): Promise<TableShape[]>;
  /** Names of the steps its schema has; none when it is empty. */
  appliedMigrations(): Promise<string[]>;
  migrate(migrations: readonly Migration[]): Promise<void>;
  count(table: string): Promise<number>;
  /** Rows after this one, in the order of the key. */
  read(table: TableShape, after: RawRow | null, limit: number): Promise<RawRow[]>;
  /** One transaction; either all of it is on disk afterwards, or nothing. */
  transact<T>(work: () => Promise<T>): Promise<T>;
  insert(table: TableShape, rows: readonly RawRow[]): Promise<void>;
  /** Any statement; parameters are `$1` … in both dialects. */
  run(sql: string, parameters?: readonly RawValue[]): Promise<RawRow[]>;
  /** The greatest numbers given by columns that count up, by table. */
  sequences(): Promise<Record<string, number>>;
  /** Makes such a column go on after this number, unless it is further already. */
  raiseSequence(table: string, last: number): Promise<void>;
  /**
   * Keeps writers out until `close`.
   *
   * @throws `precondition_failed` or `unavailable` when they cannot be kept out
   */
  lock(): Promise<void>;
  close(): Promise<void>;
}

/** Marks a store that a copy or a restore has not finished; hubs refuse to open it. */
export const unfinishedTable = 'unfinished_transfer';

/** Tables that belong to the store itself rather than to a module. */
export function isOfTheStore(table: string): boolean {
  return table === 'migration' || table === unfinishedTable || table.startsWith('sqlite_');
}

/** A name as SQL, in both dialects. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The statement that reads a chunk in the order of the key, and its parameters. */
export function chunkQuery(
  { name, columns, key }: TableShape,
  after: RawRow | null,
  limit: number,
): { sql: string; parameters: RawValue[] } {
  const keys = key.map(quoted).join(', ');
  const places = key.map((_, index) => `$${index + 1}`).join(', ');
  const where = after === null ? '' : `where (${keys}) > (${places})`;
  return {
    sql: `select ${columns.map(quoted).join(', ')} from ${quoted(name)} ${where} order by ${keys} limit ${limit}`,
    parameters: after === null ? [] : key.map((column) => after[column] ?? null),
  };
}
