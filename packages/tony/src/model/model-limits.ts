/** Bounds of planning by a model. Times in milliseconds. */
export const modelLimits = {
  /** One answer, with the retries of the request. */
  answerMs: 300_000,
  /** Further requests after 429 and 5xx, with growing pauses. */
  retriesMax: 3,
  /** Bytes of one response of the model's server. */
  responseBytesMax: 8 * 1024 * 1024,
  /** Tokens of one answer; a branch of 50 atomics takes about a third of it. */
  answerTokensMax: 16_000,
  /** Fewer tokens left than this end the planning. */
  answerTokensMin: 1_000,
  /** Answers to one question that may be refused before its node is left as it is. */
  attemptsMax: 4,
  /** From this attempt on, one level is asked for instead of a branch. */
  narrowAttempt: 3,
  /** Requests in a row that may fail before planning ends. */
  failuresMax: 2,
  /** Nodes of one answer on one level. */
  nodesMax: 20,
  edgesMax: 100,
  /** Characters of the goal, of the facts about the repository, and of findings in one question. */
  goalCharsMax: 8_000,
  factsCharsMax: 8_000,
  findingsMax: 30,
  /** Nodes of the plan shown beside the one to split. */
  shownNodesMax: 60,
  /** Refused answers kept for the result. */
  refusalsMax: 50,
  /** Foreign text quoted in a message. */
  excerptCharsMax: 300,
} as const;
