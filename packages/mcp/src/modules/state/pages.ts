import { MosaicError } from '@mosaic/contract';

/** The first text after everything that begins with `prefix`: keys have no character this late. */
export function prefixEnd(prefix: string): string {
  return `${prefix}\u007f`;
}

/** A cursor that stands for the last name of a page. */
export function nameCursor(name: string): string {
  return Buffer.from(name).toString('base64url');
}

/** The name to go on after; empty at the beginning. */
export function decodeNameCursor(cursor: string | undefined): string {
  const name = Buffer.from(cursor ?? '', 'base64url').toString();
  if (/^[\x21-\x7e]*$/.test(name)) return name;
  throw new MosaicError('invalid_input', 'cursor is not one this hub gave out. Start without it.', {
    details: { fields: [{ field: 'cursor', problem: 'is unknown' }] },
  });
}
