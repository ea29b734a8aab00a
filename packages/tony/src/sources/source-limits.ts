/** Bounds of foreign documents that plans are read from. Sizes in characters unless said otherwise. */
export const sourceLimits = {
  /** Characters read from one line; the rest of a longer one is left out, and a note says so. */
  lineCharsMax: 4_000,
  linesMax: 200_000,
  /** Depth of nesting that is followed; what is nested deeper stands at this depth. */
  nestingMax: 30,
  /** Nodes taken from the text itself, before any are derived. */
  foreignNodesMax: 50_000,
  linksMax: 100_000,
  notesMax: 50,
  /** Foreign text quoted in a note or an error. */
  excerptCharsMax: 80,
  /** Paths taken from the words of one node. */
  filesPerNodeMax: 20,
} as const;
