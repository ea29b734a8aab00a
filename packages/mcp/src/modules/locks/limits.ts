export const lockLimits = {
  /** Owners that may wait for one lock. */
  waitersMax: 1_000,
  /** Shares of locks, held and waited for, of one tenant. */
  sharesMax: 200_000,
  /** How long a place in a queue is kept while nobody asks, in milliseconds. */
  placeKeptMs: 20_000,
  /** How long a hold given to a waiter lives until it is asked for, in milliseconds. */
  pickUpMs: 30_000,
  /** How long the hub remembers that a hold is over, in milliseconds. */
  endedKeptMs: 600_000,
  /** Holders and waiters that `lock.show` names. */
  shownMax: 100,
  /** Shares that one round of the expiry looks at, and how often it runs, in milliseconds. */
  expireBatch: 500,
  expireEveryMs: 1_000,
} as const;
