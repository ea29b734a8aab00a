/** Bounds of everything the mission engine reads from or writes to a repository. */
export const documentLimits = {
  /** Files of one report folder that are read; more are named in a warning. */
  reportFilesMax: 200,
  /** Characters read from one report file; the rest is named in a warning. */
  reportFileCharsMax: 1_000_000,
  /** Characters read from all files of one report. */
  reportCharsMax: 2_000_000,
  /** Characters read from one line; longer lines are cut. */
  lineCharsMax: 4_000,
  /** Findings of one report: the tasks a mission may hold, less one verification per phase. */
  findingsMax: 4_996,
  filesPerFindingMax: 50,
  pathCharsMax: 400,
  titleCharsMax: 200,
  bodyCharsMax: 4_000,
  warningsMax: 500,
  /** Characters of foreign text quoted in a warning or an error. */
  excerptCharsMax: 120,
  /** Rows read from one task table. */
  taskRowsMax: 10_000,
  /** Usage samples kept in the learnings file; the oldest go first. */
  samplesMax: 5_000,
  /** Characters of one field of `docs/deferred-errors.md`. */
  deferralFieldCharsMax: 2_000,
} as const;
