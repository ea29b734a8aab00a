/** Bounds of copies and backups. */
export const transferLimits = {
  /** Rows read and written at once. */
  chunkRows: 2_000,
  /** Longest time a PostgreSQL snapshot is kept open, in milliseconds: dead rows pile up behind it. */
  snapshotMsMax: 10 * 60_000,
} as const;
