/** Bounds of the connections to PostgreSQL; times in milliseconds. */
export const postgresLimits = {
  /** Connections that read, for each node; one more writes. */
  readersMax: 8,
  connectMsMax: 2_000,
  /** A writer that stalls with its transaction open is cut off by the server after this. */
  idleInTransactionMsMax: 2_000,
  /** Longer than a stalled writer may hold the lock, so that waiting for it comes to an end. */
  lockMsMax: 3_500,
  statementMsMax: 10_000,
  /** When the client itself gives a connection up: the server may be out of reach. */
  answerMsMax: 12_000,
  /** How often a lost database is looked for. */
  probeEveryMs: 250,
  /** Statement texts that are kept prepared, for each process. */
  preparedMax: 1_000,
  /** How long a step of the schema waits for a lock before it lets traffic pass. */
  migrationLockMsMax: 1_000,
  migrationAttemptsMax: 60,
  migrationPauseMs: 500,
  /** How long a node waits for another that is migrating. */
  migrationTurnMsMax: 600_000,
} as const;
