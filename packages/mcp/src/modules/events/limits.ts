/** Bounds of reading events. */
export const eventLimits = {
  /** Events read from the store at once. */
  pageSize: 500,
  /** Events and bytes kept in memory for those who follow; who is further behind reads the store. */
  recentEvents: 10_000,
  recentBytes: 8 * 1024 * 1024,
  /** Bytes of event data handed to a follower at once. */
  batchBytes: 256 * 1024,
  /** Shortest time between two reads of new events, in milliseconds; the first after silence is at once. */
  readEveryMs: 40,
  /** How long the feed trusts hints before it looks by itself, in milliseconds. */
  safetyNetMs: 1_000,
  /** Events forgotten in one transaction, and how many such steps one round of retention takes. */
  pruneStep: 1_000,
  pruneStepsMax: 20,
  /** Pause between two rounds of retention, in milliseconds. */
  pruneEveryMs: 60_000,
} as const;
