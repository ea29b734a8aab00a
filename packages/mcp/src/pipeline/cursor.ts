import { MosaicError } from '@mosaic/contract';

/** Pages by position: the cursor carries the sort key of the last item seen. */
export function decodeCursor(cursor: string | undefined): number | null {
  if (cursor === undefined || cursor === '') return null;
  const text = Buffer.from(cursor, 'base64url').toString();
  const position = Number(text);
  if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(position)) {
    throw new MosaicError(
      'invalid_input',
      'cursor is not one this hub gave out. Start without it.',
      {
        details: { fields: [{ field: 'cursor', problem: 'is unknown' }] },
      },
    );
  }
  return position;
}

/** Cuts one page out of `limit + 1` rows and says where the next begins. */
export function cutPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  position: (row: Row) => number,
  convert: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return {
    items: shown.map(convert),
    nextCursor: hasMore ? Buffer.from(String(position(last))).toString('base64url') : null,
  };
}
