import type { CacheStorage } from './cache-storage.ts';
import type { Conflict, KnownEntry, PendingWrite } from './model.ts';

/** What one cache knows, as stored; everything else is derived from it. */
export interface Replica {
  entry(key: string): KnownEntry | undefined;
  entries(): Iterable<KnownEntry>;
  /** The local writes to one key, oldest first; at most two, of which only the first was sent. */
  writesTo(key: string): readonly PendingWrite[];
  /** Keys with local writes, the one with the oldest first. */
  keysToPush(): string[];
  conflicts(): readonly Conflict[];
  /** The revision up to which changes are known; null before the first snapshot. */
  cursor(): number | null;
  /**
   * Changes several things together: stored first, then visible. Changes come one after the other,
   * each on top of the one before.
   *
   * @returns the keys whose local view may have changed
   */
  update(change: (draft: Draft) => void): Promise<string[]>;
}

/** A change in the making; reads what it already wrote. */
export interface Draft {
  entry(key: string): KnownEntry | undefined;
  putEntry(entry: KnownEntry): void;
  forgetEntry(key: string): void;
  writesTo(key: string): readonly PendingWrite[];
  putWrite(write: PendingWrite): void;
  removeWrite(write: PendingWrite): void;
  /** Place of a new local write in the order of all. */
  nextOrder(): number;
  addConflict(conflict: Conflict): void;
  dismissConflict(id: string): void;
  setCursor(revision: number): void;
}

interface Contents {
  entries: Map<string, KnownEntry>;
  writes: Map<string, readonly PendingWrite[]>;
  conflicts: Map<string, Conflict>;
  cursor: number | null;
  lastOrder: number;
}

/** Reads what the storage has. */
export async function openReplica(storage: CacheStorage): Promise<Replica> {
  const contents = readRecords(await storage.load());
  let last: Promise<unknown> = Promise.resolve();
  return {
    entry: (key) => contents.entries.get(key),
    entries: () => contents.entries.values(),
    writesTo: (key) => contents.writes.get(key) ?? [],
    keysToPush: () => keysByAge(contents.writes),
    conflicts: () => [...contents.conflicts.values()],
    cursor: () => contents.cursor,
    update(change) {
      const next = last.then(async () => {
        const draft = openDraft(contents);
        change(draft);
        const records = draft.records();
        if (records.size > 0) await storage.commit(records);
        draft.apply();
        return draft.keys();
      });
      // A change that failed must not keep the next from being made.
      last = next.catch(() => undefined);
      return next;
    },
  };
}

function keysByAge(writes: Contents['writes']): string[] {
  return [...writes]
    .map(([key, own]) => ({ key, order: own[0]?.order ?? 0 }))
    .sort((a, b) => a.order - b.order)
    .map(({ key }) => key);
}

function readRecords(records: ReadonlyMap<string, string>): Contents {
  const contents: Contents = {
    entries: new Map(),
    writes: new Map(),
    conflicts: new Map(),
    cursor: null,
    lastOrder: 0,
  };
  const writes: PendingWrite[] = [];
  for (const [name, text] of records) {
    const value = JSON.parse(text);
    if (name === 'cursor') contents.cursor = value;
    else if (name.startsWith('entry/')) contents.entries.set(value.key, value);
    else if (name.startsWith('write/')) writes.push(value);
    else if (name.startsWith('conflict/')) contents.conflicts.set(value.id, value);
  }
  for (const write of writes.sort((a, b) => a.order - b.order)) {
    contents.writes.set(write.key, [...(contents.writes.get(write.key) ?? []), write]);
    contents.lastOrder = write.order;
  }
  return contents;
}

/** Collects a change beside the contents, so that nobody sees it before it is stored. */
function openDraft(contents: Contents) {
  const records = new Map<string, unknown>();
  const entries = new Map<string, KnownEntry | null>();
  const writes = new Map<string, readonly PendingWrite[]>();
  const conflicts = new Map<string, Conflict | null>();
  let { cursor, lastOrder } = contents;
  const writesTo = (key: string) => writes.get(key) ?? contents.writes.get(key) ?? [];
  const draft: Draft = {
    entry: (key) =>
      entries.has(key) ? (entries.get(key) ?? undefined) : contents.entries.get(key),
    putEntry(entry) {
      entries.set(entry.key, entry);
      records.set(`entry/${entry.key}`, entry);
    },
    forgetEntry(key) {
      entries.set(key, null);
      records.set(`entry/${key}`, null);
    },
    writesTo,
    putWrite(write) {
      const others = writesTo(write.key).filter(({ id }) => id !== write.id);
      const own = [...others, write].sort((a, b) => a.order - b.order);
      writes.set(write.key, own);
      records.set(`write/${write.id}`, write);
    },
    removeWrite({ key, id }) {
      writes.set(
        key,
        writesTo(key).filter((write) => write.id !== id),
      );
      records.set(`write/${id}`, null);
    },
    nextOrder() {
      lastOrder += 1;
      return lastOrder;
    },
    addConflict(conflict) {
      conflicts.set(conflict.id, conflict);
      records.set(`conflict/${conflict.id}`, conflict);
    },
    dismissConflict(id) {
      conflicts.set(id, null);
      records.set(`conflict/${id}`, null);
    },
    setCursor(revision) {
      cursor = revision;
      records.set('cursor', revision);
    },
  };
  return {
    ...draft,
    keys: () => [...new Set([...entries.keys(), ...writes.keys()])],
    records: () =>
      new Map(
        [...records].map(([name, value]) => [name, value === null ? null : JSON.stringify(value)]),
      ),
    apply() {
      mergeInto(contents.entries, entries);
      mergeInto(contents.conflicts, conflicts);
      for (const [key, own] of writes) {
        if (own.length === 0) contents.writes.delete(key);
        else contents.writes.set(key, own);
      }
      Object.assign(contents, { cursor, lastOrder });
    },
  };
}

function mergeInto<Value>(target: Map<string, Value>, change: ReadonlyMap<string, Value | null>) {
  for (const [key, value] of change) {
    if (value === null) target.delete(key);
    else target.set(key, value);
  }
}
