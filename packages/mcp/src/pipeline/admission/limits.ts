/** When the hub refuses calls rather than let them wait. Times in milliseconds. */
export const admissionLimits = {
  /** Calls under way at once; the rest waits in the order that is fair. */
  underWay: { command: 128, query: 16 },
  /** Calls that may begin together in one turn, whatever they cost: commands share a transaction. */
  batch: { command: 48, query: 8 },
  /** How long a call may wait after a calm, and how long while the queue does not get empty. */
  burstWaitMs: 200,
  standingWaitMs: 40,
  /** A queue that was not empty for so long is a standing one. */
  standingAfterMs: 100,
  /** Calls that may wait in any case, so that there is always something to do. */
  waitingMin: { command: 128, query: 64 },
  /** Calls that wait at most, whatever they are predicted to wait. */
  waitingMax: 10_000,
  /** Work done at a stretch before the hub looks for new calls, heartbeats among them. */
  turnMs: 12,
  turnMsMax: 40,
  /** Time over which the pace of the hub is measured. */
  paceWindowMs: 100,
  /** Callers whose tokens are known before they are authenticated. */
  knownTokens: 10_000,
  /** Shortest pause asked of a caller, and how much is added at random, so that not all come back at once. */
  retryMs: 200,
  retrySpreadMs: 800,
} as const;

export type AdmissionLimits = typeof admissionLimits;
