import type { Committed } from './history.ts';
import { nothing, type Scheduler } from './scheduler.ts';
import type { SimulatedDatabase, StatementResult } from './simulated-database.ts';

/** Failures as a PostgreSQL server or its client library tell them. */
export class ConnectionError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** After this time without a statement the server ends a transaction and its connection, in milliseconds. */
const idleMsMax = 2_000;
/** Longest wait for the writer lock, in milliseconds. */
const lockWaitMsMax = 5_000;

/** The server's end of one connection that writes. */
export interface Session {
  readonly name: string;
  readonly isOpen: () => boolean;
  readonly isDead: () => boolean;
  /** Runs a statement at the server; the answer comes once it is done there. */
  execute(sql: string, parameters: readonly unknown[], done: (answer: Answer) => void): void;
  /** Remembers a command whose rows are part of the open transaction. */
  record(command: Pending): void;
  /** How many commands the open transaction has so far. */
  recorded(): number;
  /** The server ends the connection; an open transaction is undone. */
  cut(): void;
}

export type Pending = Omit<Committed, 'position' | 'at'>;
export type Answer = { readonly result: StatementResult } | { readonly error: unknown };

export interface SessionOptions {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly database: SimulatedDatabase;
  /** PostgreSQL ends idle transactions and refuses statements after a failed one; SQLite does neither. */
  readonly isServer: boolean;
  /** How long the disk takes for a commit that starts now, in milliseconds. */
  readonly commitMs: () => number;
  /** Told once, when the server ends the connection. */
  readonly onCut?: () => void;
  /** Told in the order of commits. */
  readonly onCommit: (commands: readonly Pending[]) => void;
}

const noRows: StatementResult = { rows: [], changes: 0 };

/** Opens a connection to the simulated store. */
export function openSession(options: SessionOptions): Session {
  const { scheduler, database, name } = options;
  const writing = { name };
  const savepoints = new Map<string, number>();
  let commands: Pending[] = [];
  let isDead = false;
  let isFailed = false;
  let isBusy = false;
  let lastHeardAt = 0;

  const reset = () => {
    savepoints.clear();
    commands = [];
    isFailed = false;
  };
  const undo = () => {
    database.rollback(writing);
    reset();
  };
  const cut = () => {
    if (isDead) return;
    isDead = true;
    undo();
    options.onCut?.();
  };
  const watchIdle = () => {
    if (!options.isServer) return;
    // Never less than a moment, lest rounding has it look again and again at the same time.
    const restMs = Math.max(isBusy ? 100 : 1, lastHeardAt + idleMsMax - scheduler.now());
    scheduler.after(restMs, `${name} idle?`, () => {
      if (isDead || !database.isHeldBy(writing)) return nothing;
      if (!isBusy && scheduler.now() - lastHeardAt >= idleMsMax) return cut();
      watchIdle();
      return nothing;
    });
  };
  const begin = (done: (answer: Answer) => void) => {
    isBusy = true;
    let isSettled = false;
    const give = (answer: Answer) => {
      isSettled = true;
      isBusy = false;
      lastHeardAt = scheduler.now();
      done(answer);
    };
    const giveUp = database.begin(writing, () => {
      if (isDead) return database.rollback(writing);
      give({ result: noRows });
      watchIdle();
    });
    if (isSettled) return;
    scheduler.after(lockWaitMsMax, `${name} lock?`, () => {
      if (isSettled) return nothing;
      giveUp();
      return give({
        error: new ConnectionError('57014', 'canceling statement due to statement timeout'),
      });
    });
  };
  const commit = (done: (answer: Answer) => void) => {
    if (!database.isHeldBy(writing)) return done({ result: noRows });
    if (isFailed) {
      undo();
      return done({ error: new ConnectionError('25P02', 'the transaction was rolled back') });
    }
    isBusy = true;
    scheduler.after(options.commitMs(), `${name} commit`, () => {
      isBusy = false;
      if (isDead) return;
      const done_ = commands;
      reset();
      database.commit(writing);
      options.onCommit(done_);
      done({ result: noRows });
    });
  };
  const run = (sql: string, parameters: readonly unknown[]): Answer => {
    if (isFailed) {
      return { error: new ConnectionError('25P02', 'current transaction is aborted') };
    }
    try {
      if (!database.isHeldBy(writing))
        throw new Error(`${name} writes outside a transaction: ${sql}`);
      const result = database.execute(writing, sql, parameters);
      return { result };
    } catch (error) {
      isFailed = options.isServer;
      return { error };
    }
  };
  const savepoint = (verb: string, savepointName: string, sql: string): Answer => {
    if (verb === 'rollback to') {
      isFailed = false;
      commands.length = Math.min(commands.length, savepoints.get(savepointName) ?? 0);
    } else if (verb === 'savepoint') savepoints.set(savepointName, commands.length);
    return run(sql, []);
  };
  return {
    name,
    isOpen: () => !isDead && database.isHeldBy(writing),
    isDead: () => isDead,
    record(command) {
      if (!isDead && database.isHeldBy(writing)) commands.push(command);
    },
    recorded: () => commands.length,
    cut,
    execute(sql, parameters, done) {
      lastHeardAt = scheduler.now();
      if (isDead) {
        return done({ error: new ConnectionError('57P01', 'terminating connection') });
      }
      const [, verb, savepointName] = controlOf.exec(sql) ?? [];
      switch (verb?.toLowerCase()) {
        case 'begin':
          return begin(done);
        case 'commit':
          return commit(done);
        case 'rollback':
          undo();
          return done({ result: noRows });
        case 'rollback to':
        case 'savepoint':
        case 'release':
          return done(savepoint(verb?.toLowerCase() ?? '', savepointName ?? '', sql));
        default:
          return done(run(sql, parameters));
      }
    },
  };
}

const controlOf =
  /^\s*(begin|commit|rollback to|rollback|savepoint|release)\b(?:\s+savepoint)?\s*"?(\w+)?/i;
