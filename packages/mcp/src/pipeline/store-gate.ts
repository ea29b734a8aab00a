/** Lets calls through only while the store can be reached. */
export interface StoreGate {
  readonly isReachable: boolean;
  /**
   * Does `work`; rejects with `unavailable` at once while the store is out of reach, and as
   * soon as it gets out of reach. What was under way then has an unknown outcome, which is
   * why callers repeat with their idempotency key.
   */
  pass<T>(work: () => Promise<T>): Promise<T>;
  /** Passes items on until the store gets out of reach, then fails with `unavailable`. */
  passItems<T>(items: AsyncIterable<T>): AsyncIterable<T>;
}

/** For a store that is a file of this machine: always there. */
export const openGate: StoreGate = {
  isReachable: true,
  pass: (work) => work(),
  passItems: (items) => items,
};
