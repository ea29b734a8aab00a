/** Bounds of how nodes work together. Times in milliseconds. */
export const clusterLimits = {
  /** How often a node says that it is alive and keeps its duties. */
  beatMs: 2_000,
  /** How long a duty stays with a node that says nothing more. */
  dutyMs: 6_000,
  /** Silence after which a node counts as gone. */
  aliveMs: 7_000,
  /** Silence after which it is forgotten. */
  forgottenMs: 60_000,
  /** Nodes of one installation. */
  nodesMax: 64,

  /** Shortest time between two messages of one node on the bus. */
  hintsEveryMs: { redis: 5, postgres: 20 },
  /** Topics collected for one message; more become "look at everything". */
  topicsMax: 1_000,
  /** Characters of one topic that is sent by its name. */
  topicCharsMax: 300,
  /** Bytes of one message; PostgreSQL takes less than 8,000. */
  messageBytesMax: 7_000,
  /** Entries kept in the stream of hints: minutes at full speed, and it is never the truth. */
  streamEntries: 10_000,
  /** Entries read at once. */
  streamReadMax: 500,
  /** How long one read of the stream waits. */
  streamWaitMs: 2_000,
  /** Silence of a bus after which its connection counts as dead. */
  busSilenceMs: 5_000,
  connectMs: 2_000,
  /** Longest pause before a connection is tried again. */
  reconnectMsMax: 2_000,

  /** How often the store is asked whether it can be reached, and how long an answer may take. */
  probeEveryMs: 1_000,
  probeMs: 1_500,
} as const;
