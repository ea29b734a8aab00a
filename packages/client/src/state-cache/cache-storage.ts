/**
 * Where a {@link StateCache} keeps what must survive a restart: a file, IndexedDB, SQLite, …
 *
 * One cache owns its storage alone.
 */
export interface CacheStorage {
  /** Everything that was committed. */
  load(): Promise<ReadonlyMap<string, string>>;
  /**
   * Puts (text) and removes (null) records, all of them or none: after a crash at any moment
   * `load` shows either what was before or all of this.
   */
  commit(records: ReadonlyMap<string, string | null>): Promise<void>;
}

/** Keeps records in memory only: for tests, and for caches that may be empty after a restart. */
export function createMemoryStorage(): CacheStorage {
  const stored = new Map<string, string>();
  return {
    load: () => Promise.resolve(new Map(stored)),
    commit(records) {
      for (const [name, text] of records) {
        if (text === null) stored.delete(name);
        else stored.set(name, text);
      }
      return Promise.resolve();
    },
  };
}
