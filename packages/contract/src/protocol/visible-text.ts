const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/**
 * Normalises line ends and removes control, zero-width and direction-changing characters:
 * nobody sees them, and they make foreign text look like something else. Keeps newline and tab.
 */
export function visibleText(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(invisible, '').toWellFormed();
}
