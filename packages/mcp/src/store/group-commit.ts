import { MosaicError } from '@mosaic/contract';
import type { Writer } from './store.ts';

/** Rows that many commands add to one sequence: numbered and stored once for the whole group. */
export interface Appender<Entry> {
  append(writer: Writer, entries: readonly Entry[]): Promise<void>;
}

/** Hands entries to an appender; they are stored at the end of the group if the work succeeds. */
export type Append = <Entry>(appender: Appender<Entry>, entries: readonly Entry[]) => void;

/** The one transaction that is open, as the dialect drives it. */
export interface GroupDriver {
  begin(): Promise<void>;
  /**
   * Opens the part of one member. When it is `shared`, `undo` must take back this part alone.
   * The writer refuses to work after `leave` or `undo`.
   */
  enter(tenant: string, part: 'alone' | 'shared'): Promise<Writer>;
  leave(): Promise<void>;
  undo(): Promise<void>;
  /** Resolves once everything is on disk. A rejection tells the callers what to do. */
  commit(): Promise<void>;
  /** Takes everything back; never rejects. */
  rollback(): Promise<void>;
}

export interface GroupLimits {
  /** Members that share one transaction. */
  readonly sizeMax: number;
  /** Members that wait; more are refused. */
  readonly queueMax: number;
  /** How long one member may take, in milliseconds: everybody waits behind it. */
  readonly workMsMax: number;
}

export const groupLimits: GroupLimits = { sizeMax: 64, queueMax: 4_096, workMsMax: 15_000 };

/** Told of each transaction that was committed: how many shared it, and how long it took. */
export type OnGroupCommit = (members: number, durationMs: number) => void;

export interface GroupCommit {
  write<T>(work: (writer: Writer, append: Append) => Promise<T>, tenant: string): Promise<T>;
  /** Refuses new work and resolves when all that waits is done. */
  close(): Promise<void>;
}

interface Member {
  readonly tenant: string;
  readonly work: (writer: Writer, append: Append) => Promise<unknown>;
  readonly resolve: (output: never) => void;
  readonly reject: (error: unknown) => void;
}

/** What became of a member, kept back until the commit. */
type Outcome = { readonly output: unknown } | { readonly error: unknown };
type Entries = Map<Appender<unknown>, unknown[]>;

/** When callers that were turned away may come again, in milliseconds. */
const retryAfterMs = 100;

/**
 * One writer at a time, many callers: whoever waits while a transaction is being committed shares
 * the next one. Nobody is answered before the commit.
 *
 * A member that throws is taken back alone. Its refusal, too, is told only after the commit: it
 * may rest on what members before it wrote.
 */
export function createGroupCommit(
  driver: GroupDriver,
  limits: GroupLimits = groupLimits,
  nextTurn: (work: () => void) => void = setImmediate,
  onCommit: OnGroupCommit = () => {},
): GroupCommit {
  const queue: Member[] = [];
  let idle: PromiseWithResolvers<void> | null = null;
  let isClosed = false;

  const work = async () => {
    while (queue.length > 0) {
      await commitGroup(driver, queue, limits, onCommit);
      if (queue.length > 0) await new Promise<void>((resolve) => nextTurn(resolve));
    }
    idle?.resolve();
    idle = null;
  };
  return {
    write(job, tenant) {
      if (isClosed) return Promise.reject(new MosaicError('unavailable', 'The store is closed.'));
      if (queue.length >= limits.queueMax) return Promise.reject(queueIsFull(queue.length));
      const { promise, resolve, reject } = Promise.withResolvers<never>();
      queue.push({ tenant, work: job, resolve, reject });
      if (idle === null) {
        idle = Promise.withResolvers();
        nextTurn(() => void work());
      }
      return promise;
    },
    async close() {
      isClosed = true;
      await idle?.promise;
    },
  };
}

function queueIsFull(waiting: number): MosaicError {
  return new MosaicError(
    'unavailable',
    `${waiting} writes already wait for the store. Try again in ${retryAfterMs} ms.`,
    { details: { retryAfterMs } },
  );
}

async function commitGroup(
  driver: GroupDriver,
  queue: Member[],
  limits: GroupLimits,
  onCommit: OnGroupCommit,
): Promise<void> {
  const startedAt = performance.now();
  try {
    await driver.begin();
  } catch (error) {
    // Whoever waits longer would only be told the same later.
    for (const member of queue.splice(0)) member.reject(error);
    return;
  }
  const members = queue.splice(0, limits.sizeMax);
  const outcomes: Outcome[] = [];
  const entries: Entries = new Map();
  try {
    const part = members.length > 1 ? 'shared' : 'alone';
    for (const member of members) {
      outcomes.push(await runMember(driver, member, { part, entries, limits }));
    }
    if (part === 'alone' && outcomes.every((outcome) => 'error' in outcome)) {
      await driver.rollback();
    } else {
      await appendEntries(driver, entries);
      await driver.commit();
      onCommit(members.length, performance.now() - startedAt);
    }
  } catch (error) {
    await driver.rollback();
    for (const member of members) member.reject(error);
    return;
  }
  for (const [index, member] of members.entries()) settle(member, outcomes[index]);
}

async function runMember(
  driver: GroupDriver,
  member: Member,
  { part, entries, limits }: { part: 'alone' | 'shared'; entries: Entries; limits: GroupLimits },
): Promise<Outcome> {
  const writer = await driver.enter(member.tenant, part);
  const own: (readonly [Appender<never>, readonly unknown[]])[] = [];
  try {
    const work = member.work(writer, (appender, added) => own.push([appender, added]));
    const output = await inTime(work, limits.workMsMax);
    await driver.leave();
    for (const [appender, added] of own) {
      const all = entries.get(appender) ?? [];
      all.push(...added);
      entries.set(appender, all);
    }
    return { output };
  } catch (error) {
    await driver.undo();
    return { error };
  }
}

/** Gives up on work that does not end: its writer is dead from then on. */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new MosaicError('unavailable', `This call took more than ${ms} ms. Nothing was stored.`),
        ),
      ms,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function appendEntries(driver: GroupDriver, entries: Entries): Promise<void> {
  if (entries.size === 0) return;
  const writer = await driver.enter('*', 'alone');
  // At once: on PostgreSQL their statements share round trips. All end before anything is rolled back.
  const outcomes = await Promise.allSettled(
    [...entries].map(([appender, added]) => appender.append(writer, added)),
  );
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  await driver.leave();
}

function settle(member: Member, outcome: Outcome | undefined): void {
  if (outcome && 'output' in outcome) member.resolve(outcome.output as never);
  else member.reject(outcome?.error);
}
