import { formatId, type IdKind } from '@mosaic/contract';

/** Ids that look real and repeat exactly: the n-th of its kind. */
export function fakeId(kind: IdKind, n: number): string {
  const random = new Uint8Array(10);
  new DataView(random.buffer).setUint32(6, n);
  return formatId(kind, Date.UTC(2026, 10, 21), random);
}

export const hex = (length: number, seed: number): string =>
  Array.from({ length }, (_, index) =>
    ((seed * 31 + index * index * 7 + index * 3) % 16).toString(16),
  ).join('');
