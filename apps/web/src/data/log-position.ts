export interface LogPosition {
  /** Characters already taken in. */
  nextOffset: number;
}

/**
 * The part of a chunk that is new. A stream that resumed may repeat what is known;
 * a chunk from further on means that text in between is missing.
 */
export function newPart(
  position: LogPosition,
  chunk: { offset: number; text: string; nextOffset: number },
): { text: string; isGap: boolean } {
  const known = position.nextOffset - chunk.offset;
  if (known < 0) return { text: chunk.text, isGap: true };
  return { text: chunk.text.slice(known), isGap: false };
}
