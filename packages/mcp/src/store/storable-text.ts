import { MosaicError } from '@mosaic/contract';

/**
 * The text as both dialects keep it, of the same length: half a character and the zero, which
 * PostgreSQL refuses, become the sign for something unreadable.
 *
 * For texts of others that must not be refused, such as what programs print.
 */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/**
 * What a store answers to a text it cannot keep.
 *
 * PostgreSQL refuses the zero by itself; SQLite would keep it, and a copy of that store to
 * PostgreSQL could then never be made. So both refuse it.
 */
export function unstorableText(cause?: unknown): MosaicError {
  return new MosaicError('invalid_input', 'A text contains a character that cannot be stored.', {
    cause,
  });
}
