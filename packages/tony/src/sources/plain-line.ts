import { limits, visibleText } from '@mosaic/contract';

/** One visible line of foreign text without the marks of Markdown, cut to the length of a title. */
export function plainLine(text: string, charsMax: number = limits.planLineCharsMax): string {
  const line = withoutMarks(visibleText(text.slice(0, charsMax * 4)))
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (line.length <= charsMax) return line;
  return `${line
    .slice(0, charsMax - 1)
    .toWellFormed()
    .replace(/\ufffd$/, '')
    .trimEnd()}…`;
}

/** Bold, code and struck-through marks go; a link becomes its words. */
function withoutMarks(text: string): string {
  return text
    .replaceAll(/!?\[([^[\]]*)\]\([^()\s]*\)/g, '$1')
    .replaceAll(/\*\*|~~|`/g, '')
    .replaceAll(/(?<![\p{L}\p{N}_])__|__(?![\p{L}\p{N}_])/gu, '');
}
