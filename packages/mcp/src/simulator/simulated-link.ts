import type { StatementResult } from './simulated-database.ts';
import {
  type Answer,
  ConnectionError,
  openSession,
  type Pending,
  type Session,
  type SessionOptions,
} from './simulated-session.ts';

/** What a node can say to the store through its own end of a connection. */
export interface Link {
  /** Runs a statement; `BEGIN`, `COMMIT`, `ROLLBACK` and savepoints are statements like others. */
  execute(sql: string, parameters: readonly unknown[]): Promise<StatementResult>;
  /** Remembers a command that has written into the open transaction. */
  record(command: Pending): void;
  recorded(): number;
  /** True once an error showed that the connection is gone; a new one is needed. */
  isBroken(): boolean;
  /** The process at this end died: the store notices soon. */
  die(): void;
  /** The store ends the connection. */
  cut(): void;
}

export interface LinkOptions extends SessionOptions {
  /** Does something at this node, once it is able to; nothing after its death. */
  readonly post: (delayMs: number, label: string, work: () => void) => void;
  /** True while nothing passes between the node and the store. */
  readonly isCut: () => boolean;
  /** Time of one way over the network, drawn anew each time. */
  readonly travelMs: () => number;
  /** How long the whole node stands still for a commit: the disk is its own. */
  readonly freeze: (ms: number) => void;
}

/** Time after which a node notices that no answer will come, in milliseconds. */
const silenceMsMax = 4_000;

export function openLink(options: LinkOptions): Link {
  return options.isServer ? openRemoteLink(options) : openLocalLink(options);
}

/** SQLite: statements take no time, and a commit stops the world of this node. */
function openLocalLink(options: LinkOptions): Link {
  const commitMs = () => {
    const ms = options.commitMs();
    options.freeze(ms);
    return ms;
  };
  const session = openSession({ ...options, commitMs });
  return {
    execute: (sql, parameters) =>
      new Promise((resolve, reject) => {
        session.execute(sql, parameters, (answer) => {
          if (isCommit(sql))
            options.post(0, `${options.name} synced`, () => settle(answer, resolve, reject));
          else settle(answer, resolve, reject);
        });
      }),
    record: session.record,
    recorded: session.recorded,
    isBroken: session.isDead,
    die: session.cut,
    cut: session.cut,
  };
}

/** PostgreSQL: every statement travels there and back, and either way may be cut. */
function openRemoteLink(options: LinkOptions): Link {
  const session = openSession(options);
  const { scheduler, name } = options;
  let isBroken = false;
  const break_ = (reject: (error: unknown) => void) => {
    options.post(silenceMsMax, `${name} silence`, () => {
      isBroken = true;
      reject(new ConnectionError('ECONNRESET', 'the connection to the store was lost'));
    });
  };
  return {
    execute(sql, parameters) {
      const travelMs = options.travelMs();
      const isAtOnce = travelMs === 0;
      const reply = promiseOf<StatementResult>();
      if (isBroken) {
        reply.reject(new ConnectionError('ECONNRESET', 'the connection to the store is closed'));
        return reply.promise;
      }
      const come = (answer: Answer) => {
        if (options.isCut()) return break_(reply.reject);
        if (session.isDead()) isBroken = true;
        settle(answer, reply.resolve, reply.reject);
      };
      const arrive = () => {
        if (options.isCut()) return break_(reply.reject);
        session.execute(sql, parameters, (answer) => {
          if (isAtOnce && !isEvent(sql)) come(answer);
          else options.post(options.travelMs(), `${name} answer`, () => come(answer));
        });
      };
      if (isAtOnce) arrive();
      else scheduler.after(travelMs, `${name} statement`, arrive);
      return reply.promise;
    },
    record: session.record,
    recorded: session.recorded,
    isBroken: () => isBroken,
    die: () => {
      isBroken = true;
      // What was sent before the death still arrives; then the server sees the closed socket.
      scheduler.after(5, `${name} closed`, session.cut);
    },
    cut: session.cut,
  };
}

function isCommit(sql: string): boolean {
  return /^\s*commit/i.test(sql);
}

/** Statements whose answer may come at another moment than they were sent. */
function isEvent(sql: string): boolean {
  return /^\s*(?:commit|begin)/i.test(sql);
}

function settle(
  answer: Answer,
  resolve: (result: StatementResult) => void,
  reject: (error: unknown) => void,
): void {
  if ('error' in answer) reject(answer.error);
  else resolve(answer.result);
}

function promiseOf<T>() {
  return Promise.withResolvers<T>();
}

export type { Session };
