/** Bounds of the hub itself; what callers rely on stands in the contract. */
export const hubLimits = {
  /** Calls one principal may make per second for ever, and at once after a pause. */
  callsPerSecond: 500,
  callsBurst: 1_000,
  /** How often lapsed leases are looked for, in milliseconds. */
  leaseSweepMs: 1_000,
  /** Longest wait for calls in progress when the hub stops, in milliseconds. */
  drainMsMax: 5_000,
} as const;
