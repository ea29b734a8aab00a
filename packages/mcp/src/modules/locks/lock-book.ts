import { rowsStatement, sizedStatement } from '../../store/sized-statement.ts';
import { statement } from '../../store/statement.ts';
import type { Writer } from '../../store/store.ts';

/** How much of one lock is taken. */
export interface LockLine {
  capacity: number;
  inUse: number;
  waiting: number;
}

/**
 * The counters of a tenant's locks, read once and written once in a transaction.
 *
 * There is one writer at a time, so what was read stays true until it is written.
 */
export interface LockBook {
  /** Reads these locks unless that was done. */
  load(lockIds: Iterable<string>): Promise<void>;
  /** A loaded lock; its counters may be changed. An idle one has no units yet. */
  line(lockId: string): LockLine;
  /** Locks with changed counters so far. */
  shares: number;
  /** The next number: place of an arrival, or fencing token. */
  next(): number;
  /** Takes a write that nothing has to wait for: statements keep their order. */
  add(write: Promise<unknown>): void;
  /** Writes what changed, and waits for everything. */
  flush(): Promise<void>;
}

const selectHead = statement<{ last: number; shares: number }>(
  'lock head',
  'select last, shares from lock_head where tenant = $1',
);

const putHead = statement<never>(
  'lock put head',
  `insert into lock_head (tenant, last, shares) values ($1, $2, $3)
  on conflict (tenant) do update set last = excluded.last, shares = excluded.shares`,
);

interface LineRow {
  lock_id: string;
  capacity: number;
  in_use: number;
  waiting: number;
}

const selectLines = sizedStatement<LineRow>(
  'lock lines',
  1,
  (ids) => `select lock_id, capacity, in_use, waiting from lock_line
    where tenant = $1 and lock_id in (${ids})`,
);

const putLines = rowsStatement<never>(
  'lock put lines',
  0,
  5,
  (rows) => `insert into lock_line (tenant, lock_id, capacity, in_use, waiting)
    values ${rows.map((row) => `(${row.join(', ')})`).join(', ')}
    on conflict (tenant, lock_id) do update set
      capacity = excluded.capacity, in_use = excluded.in_use, waiting = excluded.waiting`,
);

const removeLines = sizedStatement<never>(
  'lock remove lines',
  1,
  (ids) => `delete from lock_line where tenant = $1 and lock_id in (${ids})`,
);

/** Opens the book of a tenant with these locks. */
export async function openBook(
  store: Writer,
  tenant: string,
  lockIds: readonly string[],
): Promise<LockBook> {
  const lines = new Map<string, LockLine>();
  const stored = new Map<string, string>();
  const load = async (wanted: Iterable<string>) => {
    const missing = [...new Set(wanted)].filter((id) => !lines.has(id));
    const rows = await selectLines.all(store, [tenant], missing);
    for (const { lock_id, capacity, in_use, waiting } of rows) {
      const line = { capacity, inUse: in_use, waiting };
      lines.set(lock_id, line);
      stored.set(lock_id, JSON.stringify(line));
    }
    for (const id of missing) {
      if (!lines.has(id)) lines.set(id, { capacity: 0, inUse: 0, waiting: 0 });
    }
  };
  const [[head]] = await Promise.all([selectHead.all(store, [tenant]), load(lockIds)]);
  let last = head?.last ?? 0;
  const before = { last, shares: head?.shares ?? 0 };
  const writes: Promise<unknown>[] = [];
  const book: LockBook = {
    load,
    shares: before.shares,
    line(lockId) {
      const line = lines.get(lockId);
      if (!line) throw new Error(`The lock ${lockId} was not loaded`);
      return line;
    },
    next() {
      last += 1;
      return last;
    },
    add(write) {
      // When something else fails first, nobody gets to wait for this one.
      write.catch(() => {});
      writes.push(write);
    },
    async flush() {
      const changed = [...lines].filter(([id, line]) => stored.get(id) !== JSON.stringify(line));
      const isIdle = (line: LockLine) => line.inUse === 0 && line.waiting === 0;
      const used = changed.filter(([, line]) => !isIdle(line));
      const idle = changed.filter(([id, line]) => isIdle(line) && stored.has(id));
      for (const [id, line] of used) stored.set(id, JSON.stringify(line));
      for (const [id] of idle) stored.delete(id);
      const isHeadChanged = last !== before.last || book.shares !== before.shares;
      Object.assign(before, { last, shares: book.shares });
      await Promise.all([
        ...writes.splice(0),
        putLines.all(
          store,
          [],
          used.map(([id, line]) => [tenant, id, line.capacity, line.inUse, line.waiting]),
        ),
        removeLines.all(
          store,
          [tenant],
          idle.map(([id]) => id),
        ),
        isHeadChanged ? putHead.all(store, [tenant, last, book.shares]) : [],
      ]);
    },
  };
  return book;
}
