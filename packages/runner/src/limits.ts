/** Bounds of a runner. Times in milliseconds, sizes in bytes. */
export const limits = {
  /** Runs taken by one claim. */
  claimCountMax: 50,
  /** Longest wait of one claim. */
  claimWaitMs: 20_000,
  /** A third of the lease, so that two renewals may fail before it lapses. */
  heartbeatMs: 5_000,
  /** Pause after a claim that failed. */
  claimRetryMs: 1_000,
  /** Newest runs among which a new life looks for its own that were cut off. */
  earlierRunsMax: 500,
  /** How often buffered log text is sent. */
  logFlushMs: 300,
  /** Shortest time between two reports of a worker's usage. */
  usageReportMs: 1_000,
  /** Output of one command. */
  outputBytesMax: 8 * 1024 * 1024,
  /** Longest time a worker or gate may say nothing. */
  silenceMs: 10 * 60_000,
  /** Growth of the writable directories of one command. */
  diskBytesMax: 2 * 1024 * 1024 * 1024,
  /** Tools reserve address space they never use: a parser behind knip finds nothing below 6 GiB. */
  memoryBytesMax: 8 * 1024 * 1024 * 1024,
  processesMax: 256,
  openFilesMax: 4_096,
  /** Objects taken over from one clone. */
  fetchBytesMax: 256 * 1024 * 1024,
  /** Files of a report, and size of each. */
  reportFilesMax: 100,
  reportBytesMax: 1024 * 1024,
  /** Largest package.json that is read. */
  manifestBytesMax: 1024 * 1024,
  /** Characters of gate output that are kept, from the beginning and from the end. */
  gateLogHeadChars: 40_000,
  gateLogTailChars: 120_000,
  /** Files a worker may change in one run. */
  changedFilesMax: 2_000,
} as const;
