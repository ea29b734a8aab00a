/** How much a namespace may hold and how long its past is kept. */
export interface StateBounds {
  /** Keys of one namespace, and bytes of all its values together. */
  readonly keysMax: number;
  readonly bytesMax: number;
  /** Namespaces of one tenant. */
  readonly namespacesMax: number;
  /** Changes kept as history of one namespace. */
  readonly changesMax: number;
  /** How long a change is kept, in milliseconds. */
  readonly changeAgeMsMax: number;
}

export const stateBounds: StateBounds = {
  keysMax: 200_000,
  bytesMax: 512 * 1_024 * 1_024,
  namespacesMax: 1_000,
  changesMax: 100_000,
  changeAgeMsMax: 7 * 24 * 3_600_000,
};

export const stateLimits = {
  /** Levels of arrays and objects inside one value. */
  valueDepthMax: 64,
  /** Bytes of values in one page or one look of a watch; the value that crosses it still fits. */
  pageBytesMax: 4 * 1_024 * 1_024,
  /** Changes a watch reads at once. */
  watchBatch: 200,
  /** How long a watch trusts hints before it looks by itself, in milliseconds. */
  watchSafetyNetMs: 2_000,
  /** How often a quiet watch is told the newest revision, in milliseconds. */
  watchCurrentMs: 10_000,
  /** Keys that one round of the expiry removes, and how often it runs, in milliseconds. */
  expireBatch: 200,
  expireEveryMs: 1_000,
  /** Changes and namespaces that one round of the compaction handles, and how often it runs. */
  compactBatch: 2_000,
  compactNamespaces: 10,
  compactEveryMs: 30_000,
} as const;
