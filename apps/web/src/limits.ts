/** Bounds of the page: nothing it holds or draws grows without one. */
export const webLimits = {
  /** Rows of a table drawn at once; more are reached page by page. */
  rowsPerPage: 50,
  /** Runs, evidence and handoffs loaded at first, newest first. */
  recentItems: 500,
  /** Events kept for the feed. */
  feedEvents: 1_000,
  /** Events drawn at once. */
  feedEventsShown: 200,
  /** Sequence numbers the feed first looks back. */
  feedLookBack: 2_000,
  /** Characters of a run's log kept on the page; older text is dropped from the view. */
  logTailChars: 200_000,
  /** Tasks above which the graph is collapsed to phases. */
  graphTasks: 300,
  /** Nodes of a plan above which its graph is folded to features. */
  planGraphNodes: 300,
  /** Rows of a plan's tree above which only those in sight are drawn. */
  treeRows: 300,
  /** Rows of the tree opened at first. */
  treeRowsFirst: 80,
  /** How long the line stays that tells what was saved, in milliseconds; Undo stays above. */
  savedLineMs: 12_000,
  /** Characters of a template search that are sent. */
  goalChars: 2_000,
  /** Things of one kind that one batch of events fetches singly; above it the list is read again. */
  singleReadsMax: 8,
  /** Events that may wait for one batch; above it everything shown is read again. */
  pendingEventsMax: 2_000,
  /** How long events gather before the page follows, in milliseconds. */
  coalesceMs: 120,
  /** Wait before a broken event stream is opened again, in milliseconds. */
  reopenDelayMs: { first: 500, max: 10_000 },
} as const;
