import { visibleText } from '@mosaic/contract';

/** Makes foreign text one visible line of at most `charsMax` characters. */
export function oneLine(text: string, charsMax: number): string {
  const line = visibleText(text.slice(0, charsMax * 4))
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
