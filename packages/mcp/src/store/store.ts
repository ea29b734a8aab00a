import type { Kysely } from 'kysely';
import type { AnyTables } from './any-tables.ts';
import type { Append } from './group-commit.ts';

export type Dialect = 'sqlite' | 'postgres';

/** Reads outside a transaction, or a transaction itself. */
export type Reader = Kysely<AnyTables>;
export type Writer = Kysely<AnyTables>;

/** Stands for every tenant: what system duties read and write as. */
export const allTenants = '*';

export interface WriteOptions {
  /** Whose rows the work may touch; PostgreSQL enforces it. All tenants unless given. */
  tenant?: string;
}

/**
 * The relational store.
 *
 * One writer at a time, on PostgreSQL in the whole cluster; a write is acknowledged only after
 * it is on disk. Readers see the last committed state and never wait for the writer.
 *
 * Every method rejects with `unavailable` while the database cannot be reached.
 */
export interface Store {
  readonly dialect: Dialect;
  /** Reads the rows of all tenants: for system duties. */
  readonly reader: Reader;
  /** Reads the rows of one tenant only, on PostgreSQL whatever the query asks for. */
  readerFor(tenant: string): Reader;
  /**
   * Runs work in the one writing transaction, which it may share with others that wait: each
   * sees what those before it wrote, and one that throws leaves nothing behind.
   *
   * The work must await everything it starts; the writer is dead once it returns.
   */
  write<T>(
    work: (writer: Writer, append: Append) => Promise<T>,
    options?: WriteOptions,
  ): Promise<T>;
  /** False while the database cannot be reached. */
  isAvailable(): boolean;
  /** Waits for the writes that are queued. */
  close(): Promise<void>;
}
