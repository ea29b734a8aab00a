/** Bounds of a review and of a fix; everything that can grow has one. */
export const limits = {
  /** Files looked at in one review; the rest is named in a note. */
  reviewFilesMax: 20_000,
  /** Bytes of a file that is still read; larger ones are skipped with a note. */
  fileBytesMax: 1_048_576,
  /** Folders below each other when a directory without git is walked. */
  directoryDepthMax: 64,
  /** Findings of one review; the least severe beyond it are left out with a note. */
  findingsMax: 300,
  /** Places listed in one finding. */
  placesPerFindingMax: 50,
  /** Findings about missing tests; a repository without any test gets a single one. */
  missingTestFindingsMax: 20,
  /** Characters of a finding's title and body. */
  titleCharsMax: 160,
  bodyCharsMax: 4_000,
  /** Notes of one review and characters of each. */
  notesMax: 60,
  noteCharsMax: 600,
  /** Type-checked configurations of one repository. */
  tsconfigsMax: 20,
  /** Bytes of output read from one tool before it is ended. */
  toolOutputBytesMax: 64 * 1_048_576,
  /** How long one tool may run, in milliseconds. */
  toolTimeoutMs: 120_000,
  /** How long the package registry may take, in milliseconds. */
  auditTimeoutMs: 15_000,
  /** Bytes of file names given to one call of a tool. */
  argumentBytesMax: 100_000,
  /** Bytes of files given to one call of the secret scanner, which echoes them. */
  secretBatchBytesMax: 8 * 1_048_576,
  /** Bytes of the request a fixer reads from standard input. */
  fixRequestBytesMax: 1_048_576,
  /** Characters of the notes in a fixer's result. */
  fixNotesCharsMax: 4_000,
} as const;

/** The bounds a caller of the review may tighten. */
export type ReviewLimits = { readonly [Name in keyof typeof limits]: number };
