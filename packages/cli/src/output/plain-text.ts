import { stripVTControlCharacters } from 'node:util';
import { visibleText } from '@mosaic/contract';

/** What JSON.stringify leaves as it is and a terminal would act upon. */
const acting = /[\u007f-\u009f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069]/g;

/** Text of others, safe on a terminal: no escape sequences, no controls but line feeds and tabs. */
export function plainText(text: string): string {
  return visibleText(stripVTControlCharacters(text));
}

/** The same on one line, for cells, titles and progress. */
export function plainLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim();
}

/** JSON that no terminal acts upon. */
export function plainJson(value: unknown, indent = 0): string {
  const text = JSON.stringify(value, null, indent) ?? 'null';
  return text.replace(
    acting,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
