/** Bounds of one analysis, so that no repository can take the machine. Sizes in bytes, times in milliseconds. */
export const analysisLimits = {
  /** All of it, reading and thinking; what is not done by then is left out with a note. */
  timeMs: 60_000,
  /** Names of files that git may print. */
  treeBytesMax: 192 * 1024 * 1024,
  filesMax: 200_000,
  /** Files whose text is read; the shallowest come first. */
  textsMax: 20_000,
  textBytesMax: 512 * 1024,
  textsBytesMax: 64 * 1024 * 1024,
  /** Texts fetched with one git command. */
  batchBytesMax: 16 * 1024 * 1024,
  /** Commits looked at for churn and ownership, and what git may print about them. */
  commitsMax: 500,
  historyBytesMax: 32 * 1024 * 1024,
  historyMs: 20_000,
  /** Lengths of the lists of the answer. */
  packagesMax: 200,
  dependenciesMax: 300,
  frameworksMax: 60,
  testFilesMax: 5_000,
  untestedMax: 1_000,
  hotSpotsMax: 50,
  ownersMax: 100,
  entryPointsMax: 100,
  routesMax: 1_000,
  importsMax: 20_000,
  hubsMax: 30,
  cyclesMax: 20,
  documentsMax: 300,
  /** Paths named in one note. */
  namedPathsMax: 5,
  /** Names of people and packages. */
  nameCharsMax: 200,
  /** Paths longer than this are not looked at. */
  pathCharsMax: 300,
} as const;
