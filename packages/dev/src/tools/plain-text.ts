/**
 * Makes text of unknown origin fit for one line of a report: control and bidirectional
 * characters become spaces, and what exceeds `charsMax` is cut.
 */
export function plainLine(text: string, charsMax: number): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return line.length > charsMax ? `${line.slice(0, charsMax - 1)}…` : line;
}

/** True for a file name that would not survive being printed on one line. */
export function isPrintablePath(path: string): boolean {
  return !/[\p{Cc}\u2028\u2029\ufffd]/u.test(path);
}
