/** Bounds of everything git is asked to do. Sizes in bytes, times in milliseconds. */
export const limits = {
  /** One git command. */
  commandTimeoutMs: 120_000,
  /** Age from which a lock is of no living git of ours: longer than any command runs. */
  staleLockMs: 180_000,
  /** Moving or checking out the objects of a whole history. */
  transferTimeoutMs: 600_000,
  /** Output of one git command that is kept in memory. */
  outputBytesMax: 64 * 1024 * 1024,
  /** Error text kept for a message. */
  errorCharsMax: 2_000,
  /** Files of an untrusted clone taken over in one fetch. */
  cloneBytesMax: 1024 * 1024 * 1024,
  cloneFilesMax: 200_000,
  /** One loose object of an untrusted clone, unpacked; and all of them together. */
  looseObjectBytesMax: 256 * 1024 * 1024,
  looseObjectsBytesMax: 4 * 1024 * 1024 * 1024,
  /** Text files of an untrusted clone that we parse ourselves. */
  refFileBytesMax: 4_096,
  packedRefsBytesMax: 4 * 1024 * 1024,
  refsMax: 10_000,
  refDepthMax: 16,
  markerBytesMax: 1024 * 1024,
  /** Packs of fewer objects are stored as loose objects, so that packs do not pile up. */
  unpackObjectsMax: 100,
  /** One path inside a repository. */
  pathCharsMax: 4_096,
  /** Commits answered by `log`. */
  logCommitsMax: 10_000,
  /** Names tried when a branch to publish is taken: `name`, `name-2` … */
  publishNamesMax: 100,
  /** Attempts at a reference that somebody else is holding locked. */
  refLockAttemptsMax: 20,
  refLockWaitMs: 25,
} as const;
