/** What Markdown, an editor or a file would not keep as it is: control characters, line ends, halves of pairs. */
const unkept = /[\p{Cc}\p{Cs}\u2028\u2029\ufeff]/gu;
const numeric = (text: string) => `&#${text.charCodeAt(0)};`;

/**
 * Text as one line of Markdown that shows it as it is and from which `unescapeText` gets it back.
 * Emphasis and code are left to the author; tags and entities are not let through.
 */
export function escapeText(text: string): string {
  return text
    .replace(/[\\<]|&(?=[#A-Za-z])/g, '\\$&')
    .replace(unkept, numeric)
    .replace(/^\s|\s$/g, numeric);
}

export function unescapeText(line: string): string {
  return line.replace(
    /\\([!-/:-@[-`{-~])|&#(\d{1,5});/g,
    (_, sign: string | undefined, code: string | undefined) =>
      sign ?? String.fromCharCode(Number(code)),
  );
}

/** Text of several lines as a block quote. */
export function quoteText(text: string, indent: string): string[] {
  if (text === '') return [];
  return text.split('\n').map((line) => `${indent}> ${escapeText(line)}`.trimEnd());
}
