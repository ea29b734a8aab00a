/** What is to be kept. */
export interface Retention {
  lastSeq: number;
  /** Events from before this may go. */
  oldestAt: number;
  countMax: number;
}

/**
 * Tells whether an event, and with it all before it, may be forgotten: it is too old or there
 * are too many after it. The last one never is, since the next number follows from it.
 */
export function isForgotten(
  event: { seq: number; at: number },
  { lastSeq, oldestAt, countMax }: Retention,
): boolean {
  if (event.seq >= lastSeq) return false;
  return event.at < oldestAt || lastSeq - event.seq >= countMax;
}
