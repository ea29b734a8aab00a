/** Bounds of one gap analysis; what is beyond is found by the next one. */
export const gapLimits = {
  gapsMax: 200,
  /** Of one rule, so that one kind of gap does not hide the others. */
  gapsOfRuleMax: 40,
  /** Edges of one gap, and steps taken along edges in one analysis. */
  edgesOfGapMax: 100,
  stepsMax: 100_000_000,
  /** Children of a subtask and of a task up to which more are added before other places are tried. */
  stepsWantedMax: 5,
  partsWantedMax: 5,
  childrenMax: 7,
  /** Minutes of a subtask, likewise. */
  partMinutesMax: 120,
  titleCharsMax: 300,
} as const;
