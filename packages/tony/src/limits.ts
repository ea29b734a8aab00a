/** Bounds of the conversation with an agent. Times in milliseconds, sizes in characters or bytes. */
export const limits = {
  /** One protocol message of an agent; larger ones end the session as a flood. */
  messageBytesMax: 8 * 1024 * 1024,
  /** Lines on standard output that are no protocol message, before it counts as a flood. */
  strayLinesMax: 2_000,
  /** Standard output of a program that is read to its end. */
  programOutputBytesMax: 16 * 1024 * 1024,
  /** What is kept of the text of one turn: its end, where the result stands. */
  turnTextCharsMax: 400_000,
  /** A prompt as an argument; the kernel refuses arguments of 128 KiB. */
  promptArgumentBytesMax: 120_000,
  /** Text of one event. */
  eventCharsMax: 16_000,
  /** Titles and names in events and messages. */
  titleCharsMax: 300,
  /** Paths of one tool call that are shown. */
  toolPathsMax: 20,
  /** Tool calls remembered for later permission requests. */
  toolCallsMax: 1_000,
  /** Answers of an agent to `initialize` and `session/new`. */
  handshakeMs: 60_000,
  /** Time for an agent to end a turn after it was cancelled. */
  cancelGraceMs: 5_000,
  /** Time for a program to end by itself once its input is closed. */
  closeGraceMs: 2_000,
  /** How long the reason of an end is waited for once an agent closed its output. */
  exitReasonMs: 5_000,
  /** Sessions of one run: the first one and its successors. */
  sessionsMax: 6,
  /** Prompts of one run, all sessions together. */
  turnsMax: 40,
  /** How often a missing result is asked for. */
  resultRequestsMax: 2,
  /** Fresh sessions that may fail to echo the state hash in one handoff. */
  echoAttemptsMax: 2,
  /** Kickstart text of a handoff. */
  kickstartCharsMax: 40_000,
  /** Last words of an agent that a handoff keeps. */
  progressCharsMax: 8_000,
} as const;
