/** Bounds of stored plans. Times in milliseconds. */
export const planLimits = {
  /** Plans of one tenant. */
  plansMax: 10_000,
  /** Changes of one plan that can be taken back, and the characters all of them may have. */
  changesMax: 200,
  changeCharsMax: 32_000_000,
  /** Documents kept in memory, and nodes of all of them together. */
  cachedPlansMax: 32,
  cachedNodesMax: 200_000,
  /** Findings in one answer; errors come first, and the plan counts all of them. */
  findingsShownMax: 1_000,
  /** Findings that a refusal names. */
  findingsRefusedMax: 50,
  /** Repository analyses kept in memory, by commit. */
  cachedAnalysesMax: 8,
  /** Nodes of a plan that is computed beside the requests that wait, rather than by a thread. */
  inlineNodesMax: 2_000,
  /** Nodes times samples of a forecast that is computed there. */
  inlineSamplesMax: 300_000,
  /** How long one computation in a thread may take. */
  computeMsMax: 60_000,
  /** Computations that wait for the thread, and documents it remembers. */
  computeQueueMax: 64,
  computeDocumentsMax: 4,
  /** How long a model may plan, and how many plans it makes at once. */
  modelMsMax: 10 * 60_000,
  planningsMax: 4,
  /** Questions to a model for one plan, and tokens of all of them where nothing else is said. */
  modelCallsMax: 400,
  modelTokensDefault: 1_000_000,
} as const;
