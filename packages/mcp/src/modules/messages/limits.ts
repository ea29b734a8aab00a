/** Bounds of the inside of this module; what callers rely on stands in the contract. */
export const messageLimits = {
  /** Rows written by one statement. */
  rowsPerStatement: 200,
  /** How often what is due is looked for, in milliseconds. */
  sweepMs: 1_000,
  /** Rows one round of the sweep changes for each reason. */
  sweepRowsMax: 500,
  /** How long settled deliveries and their messages are kept, in milliseconds: a day, dead letters 30. */
  settledKeptMs: 24 * 3_600_000,
  deadKeptMs: 30 * 24 * 3_600_000,
  /** Messages of one tenant beyond which the oldest go, once they are settled. */
  keptMax: 1_000_000,
  /** How often that is looked at, in milliseconds, and how many go at once. */
  trimMs: 10_000,
  trimRowsMax: 5_000,
  /** Deliveries listed by `message.show`. */
  reportsShownMax: 100,
  /** How much longer than its requester waits a reply is held back, in milliseconds. */
  replyHeldMs: 250,
  /** How long a stream trusts hints before it looks by itself, in milliseconds. */
  safetyNetMs: 1_000,
} as const;
