/**
 * The text as both dialects keep it, of the same length: half a character and the zero, which
 * PostgreSQL refuses, become the sign for something unreadable.
 *
 * For texts of others that must not be refused, such as what programs print.
 */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
