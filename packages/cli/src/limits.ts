/** Bounds of the command line; everything that can grow has one. */
export const limits = {
  /** Bytes read by `--input` from a file or standard input. */
  inputBytesMax: 4 * 1024 * 1024,
  /** Pages read to resolve a name or a task key. */
  lookupPagesMax: 20,
  /** Pages of log printed by `run logs` in one call. */
  logPagesMax: 40,
  /** Columns assumed where there is no terminal. */
  columnsDefault: 100,
  /** Narrowest width a shortened table column keeps. */
  columnCharsMin: 8,
  /** Time between two frames of the spinner, in milliseconds. */
  spinnerMs: 120,
  /** Signals closer together than this count as one: npm passes on what the terminal sent already. */
  signalEchoMs: 500,
  /** How long the hub may take to close before the process ends anyway, in milliseconds. */
  closeMsMax: 20_000,
  /** How long a call to a hub elsewhere is repeated while it cannot be taken, in milliseconds. */
  retryMsMax: 5_000,
  /** How long one probe of `doctor` may take, in milliseconds. */
  probeMsMax: 3_000,
  /** Free space below which `doctor` warns, in bytes. */
  freeBytesMin: 2 * 1024 * 1024 * 1024,
} as const;
