/**
 * Control, zero-width and direction-changing characters: invisible in a terminal or a
 * browser, and able to make foreign text look like something else.
 */
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Normalises line ends and removes characters that nobody can see; keeps newline and tab. */
export function stripInvisible(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(invisible, '').toWellFormed();
}

/** Makes foreign text one visible line of at most `charsMax` characters. */
export function oneLine(text: string, charsMax: number): string {
  const line = stripInvisible(text.slice(0, charsMax * 4))
    .replaceAll(/\s+/g, ' ')
    .trim();
  return shorten(line, charsMax);
}

/** Cuts at a character boundary and marks the cut. */
export function shorten(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  const cut = text.slice(0, Math.max(0, charsMax - 1)).toWellFormed();
  return `${cut.endsWith('\ufffd') ? cut.slice(0, -1) : cut}…`;
}
