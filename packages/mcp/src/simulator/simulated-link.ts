import type { StatementResult } from './simulated-database.ts';
import {
  type Answer,
  ConnectionError,
  openSession,
  type Pending,
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

/** A statement on its way: answered once, in the order in which it was sent. */
interface Sent {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  readonly resolve: (result: StatementResult) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * PostgreSQL: every statement travels there and back, and either way may be cut. Statements may be
 * sent without waiting; the server does them one after the other, as they were sent.
 */
function openRemoteLink(options: LinkOptions): Link {
  const { scheduler, name, post, travelMs } = options;
  const outstanding = new Set<Sent>();
  const arrived: Sent[] = [];
  let isBroken = false;
  /** Once something was lost on a connection, nothing comes through after it. */
  let isLossy = false;
  let isServing = false;
  let lastArrivalAt = 0;
  let lastAnswerAt = 0;

  const fail = (what: string) => {
    isBroken = true;
    for (const { reject } of outstanding) reject(new ConnectionError('ECONNRESET', what));
    outstanding.clear();
  };
  const lose = () => {
    if (isLossy) return;
    isLossy = true;
    post(silenceMsMax, `${name} silence`, () => fail('the connection to the store was lost'));
  };
  const session = openSession({
    ...options,
    onCut: () => post(0.5, `${name} reset`, () => fail('the store ended the connection')),
  });
  const answer = (sent: Sent, given: Answer) => {
    const come = () => {
      if (isLossy || options.isCut()) return lose();
      if (outstanding.delete(sent)) settle(given, sent.resolve, sent.reject);
    };
    const at = Math.max(lastAnswerAt, scheduler.now() + travelMs());
    if (at === scheduler.now() && !isEvent(sent.sql)) return come();
    lastAnswerAt = at;
    post(at - scheduler.now(), `${name} answer`, come);
  };
  const serve = () => {
    const next = isServing ? undefined : arrived.shift();
    if (!next) return;
    isServing = true;
    session.execute(next.sql, next.parameters, (given) => {
      isServing = false;
      answer(next, given);
      serve();
    });
  };
  const arrive = (sent: Sent) => {
    if (isLossy || options.isCut()) return lose();
    arrived.push(sent);
    serve();
  };
  return {
    execute(sql, parameters) {
      const { promise, resolve, reject } = Promise.withResolvers<StatementResult>();
      const sent = { sql, parameters, resolve, reject };
      outstanding.add(sent);
      if (isBroken) {
        fail('the connection to the store is closed');
        return promise;
      }
      const at = Math.max(lastArrivalAt, scheduler.now() + travelMs());
      lastArrivalAt = at;
      if (at === scheduler.now()) arrive(sent);
      else scheduler.after(at - scheduler.now(), `${name} statement`, () => arrive(sent));
      return promise;
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
