/** Bounds of processes and of the egress broker. Sizes in bytes, times in milliseconds. */
export const limits = {
  /** Between asking a process to end and ending it. */
  graceMs: 2_000,
  /** How long we look after a killed process until nothing of it is left. */
  reapMsMax: 30_000,
  reapPollMs: 5,
  /** How long output may still come in after the last process is gone. */
  drainMsMax: 5_000,
  /** How often number and memory of processes are looked at. */
  sampleMs: 200,
  /** How often writable directories are measured, at most. */
  diskSampleMs: 1_000,
  /** Measuring a directory must not take more than this part of the time. */
  diskSampleShare: 0.1,
  /** Files looked at in one measurement; a larger tree counts as over its limit. */
  diskFilesMax: 2_000_000,
  /** In-memory file systems of a sandbox, each. */
  memoryFilesBytesMax: 512 * 1024 * 1024,
  /**
   * What a process may reserve beyond its memory: runtimes reserve much more than they use, so
   * the kernel's limit only stops what grows faster than we look.
   */
  reservedBytesMax: 1024 * 1024 * 1024,
  /** The kernel counts threads as processes. */
  threadsPerProcess: 32,
  /** Time for a sandbox to show that it works. */
  detectMs: 10_000,
  /** Error text of a sandbox that could not be set up. */
  errorCharsMax: 2_000,
  /** Longest path of a Unix socket that every system takes. */
  socketPathBytesMax: 100,
} as const;

/** What one run may do through its egress broker. */
export interface EgressLimits {
  readonly connectionsMax: number;
  /** Sent and received, all connections together. */
  readonly bytesMax: number;
  /** One request or tunnel. */
  readonly durationMsMax: number;
  /** Looking up a name and connecting. */
  readonly connectMsMax: number;
}

export const defaultEgressLimits: EgressLimits = {
  connectionsMax: 64,
  bytesMax: 1024 * 1024 * 1024,
  durationMsMax: 900_000,
  connectMsMax: 15_000,
};
