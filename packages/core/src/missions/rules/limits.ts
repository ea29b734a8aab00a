/** Bounds of one mission's decisions. */
export const missionLimits = {
  /** Lost or stopped runs of a task that are not held against it; each further one is a failed attempt. */
  freeLossesMax: 5,
  /** Merge conflicts of a task that are not held against it. */
  freeConflictsMax: 3,
  /** Repeats of a verification that ended without a verdict, before it counts as failed. */
  verifyRepeatsMax: 2,
  /** Attempts at the tasks a mission cannot do without: baseline and phase verification. */
  verificationAttemptsMax: 2,
  /** Errors of earlier attempts handed to the next worker. */
  previousErrorsMax: 5,
  /** Characters of one such error. */
  errorCharsMax: 2_000,
  /** Notable lines kept for the documents; the oldest go first. */
  journalLinesMax: 200,
  /** Passages named when a report as a whole could not be read. */
  passagesToldMax: 5,
  /** Share of fixed tasks at which a phase turns from bulk to polish. */
  bulkTarget: 0.9,
} as const;
