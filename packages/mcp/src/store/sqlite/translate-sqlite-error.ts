import { MosaicError } from '@mosaic/contract';

/** Primary result codes of SQLite that say the file cannot be used now, with what to do. */
const troubles: Readonly<Record<number, string>> = {
  5: 'Another process has the database locked. Try again.',
  6: 'The database is locked. Try again.',
  7: 'There is not enough memory for the database.',
  8: 'The database cannot be written. Check the permissions of its directory.',
  10: 'The disk of the database reports errors. Check it before you go on.',
  11: 'The database file is damaged. Restore a backup.',
  13: 'The disk of the database is full. Free some space.',
  14: 'The database file cannot be opened. Check its directory.',
};

const readOnly = 8;
/** Extended result codes of a sync that failed: of the file, and of its directory. */
const failedSyncs = [1_034, 1_290];

/** Trouble with the file becomes `unavailable`; anything else stays what it is: a bug. */
export function translateSqliteError(error: unknown, use: 'read' | 'write'): unknown {
  if (!(error instanceof Error) || !('errcode' in error)) return error;
  const code = Number(error.errcode) & 0xff;
  const trouble = troubles[code];
  // Writing through a connection that only reads is our own mistake.
  if (trouble === undefined || (use === 'read' && code === readOnly)) return error;
  if (failedSyncs.includes(Number(error.errcode))) {
    // All was written and some of it may be on disk: a power cut before the next commit, which
    // writes over it, may bring it to life. Nothing else rests on it.
    return new MosaicError(
      'unavailable',
      `${trouble} This call may have taken effect: repeat it with the same idempotency key, or look first.`,
      { details: { outcome: 'unknown' }, cause: error },
    );
  }
  return new MosaicError('unavailable', `${trouble} Nothing was stored by this call.`, {
    cause: error,
  });
}
