import { DeliveryId, MosaicError } from '@mosaic/contract';

/** Pages by id, where many items share one number. */
export function decodeIdCursor(cursor: string | undefined): string | null {
  if (cursor === undefined || cursor === '') return null;
  const id = Buffer.from(cursor, 'base64url').toString();
  if (DeliveryId.safeParse(id).success) return id;
  throw new MosaicError('invalid_input', 'cursor is not one this hub gave out. Start without it.', {
    details: { fields: [{ field: 'cursor', problem: 'is unknown' }] },
  });
}

/** Cuts one page out of `limit + 1` rows and says where the next begins. */
export function cutPageById<Row extends { id: string }, Item>(
  rows: readonly Row[],
  limit: number,
  convert: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return {
    items: shown.map(convert),
    nextCursor: hasMore ? Buffer.from(last.id).toString('base64url') : null,
  };
}
