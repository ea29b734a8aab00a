import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** Rows and counts of one statement. */
export interface StatementResult {
  readonly rows: Record<string, unknown>[];
  readonly changes: number;
}

/** Somebody who may hold the only write transaction. */
export interface Writing {
  readonly name: string;
}

/**
 * The store all nodes share: committed rows and at most one open write transaction.
 *
 * Real SQL on an in-memory database. The writer lock is granted in the order in which it was asked
 * for. Reads see committed rows only: those that come while a transaction is open wait for its end.
 */
export interface SimulatedDatabase {
  /** Calls `granted` once the transaction is open; returns how to give up waiting. */
  begin(writing: Writing, granted: () => void): () => void;
  /** Runs a statement inside the transaction of `writing`. */
  execute(writing: Writing, sql: string, parameters: readonly unknown[]): StatementResult;
  commit(writing: Writing): void;
  /** Undoes the transaction of `writing`, if it holds one. */
  rollback(writing: Writing): void;
  isHeldBy(writing: Writing): boolean;
  /** Runs a read on the committed rows, as soon as there is no open transaction. */
  read(sql: string, parameters: readonly unknown[], done: (outcome: Outcome) => void): void;
  /** Loses the commits since some earlier moment, as a store that does not sync would. */
  forgetLatest(): void;
  /** For checks only: the committed rows, right now. */
  peek(sql: string, ...parameters: SQLInputValue[]): Record<string, unknown>[];
  close(): void;
}

export type Outcome = { readonly result: StatementResult } | { readonly error: unknown };

/** Commits between two states that a forgetful store may fall back to. */
const forgottenMax = 4;

export function createDatabase(template: Uint8Array, isForgetful = false): SimulatedDatabase {
  const database = new DatabaseSync(':memory:');
  database.deserialize(template);
  database.exec('PRAGMA foreign_keys = ON');
  let run = statementRunner(database);
  let earlier = template;
  let commits = 0;
  const queue: { writing: Writing; granted: () => void }[] = [];
  const reads: (() => void)[] = [];
  let holder: Writing | null = null;

  const grantNext = () => {
    if (holder !== null) return;
    for (const read of reads.splice(0)) read();
    const next = queue.shift();
    if (!next) return;
    holder = next.writing;
    run('BEGIN', []);
    next.granted();
  };
  const requireHeld = (writing: Writing) => {
    if (holder !== writing) throw new Error(`${writing.name} holds no transaction`);
  };
  const end = (how: 'COMMIT' | 'ROLLBACK') => {
    run(how, []);
    holder = null;
    grantNext();
  };
  return {
    begin(writing, granted) {
      const entry = { writing, granted };
      queue.push(entry);
      grantNext();
      return () => {
        const index = queue.indexOf(entry);
        if (index >= 0) queue.splice(index, 1);
      };
    },
    execute(writing, sql, parameters) {
      requireHeld(writing);
      return run(sql, parameters);
    },
    commit(writing) {
      requireHeld(writing);
      end('COMMIT');
      commits += 1;
      if (isForgetful && commits % forgottenMax === 0 && holder === null)
        earlier = database.serialize();
    },
    forgetLatest() {
      if (holder !== null) return;
      database.deserialize(earlier);
      run = statementRunner(database);
    },
    rollback(writing) {
      if (holder === writing) end('ROLLBACK');
    },
    isHeldBy: (writing) => holder === writing,
    read(sql, parameters, done) {
      const look = () => done(attempt(() => run(sql, parameters)));
      if (holder === null) look();
      else reads.push(look);
    },
    peek: (sql, ...parameters) => run(sql, parameters).rows,
    close: () => database.close(),
  };
}

function attempt(work: () => StatementResult): Outcome {
  try {
    return { result: work() };
  } catch (error) {
    return { error };
  }
}

function statementRunner(database: DatabaseSync) {
  const prepared = new Map<string, { statement: StatementSync; isReader: boolean }>();
  const prepare = (sql: string) => {
    const statement = database.prepare(sql);
    const entry = { statement, isReader: statement.columns().length > 0 };
    prepared.set(sql, entry);
    return entry;
  };
  return (sql: string, parameters: readonly unknown[]): StatementResult => {
    const { statement, isReader } = prepared.get(sql) ?? prepare(sql);
    const given = parameters as SQLInputValue[];
    if (isReader) {
      const rows = statement.all(...given) as Record<string, unknown>[];
      return { rows, changes: rows.length };
    }
    return { rows: [], changes: Number(statement.run(...given).changes) };
  };
}
