import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutPage, decodeCursor } from './cursor.ts';

const own = (position: number) => Buffer.from(String(position)).toString('base64url');

describe('a cursor', () => {
  it('leads through all items once, in order, whatever the page size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 20 }),
        (count, limit) => {
          const rows = Array.from({ length: count }, (_, index) => index + 1);
          const seen: number[] = [];
          let cursor: string | undefined;
          for (let page = 0; page <= count; page += 1) {
            const after = decodeCursor(cursor) ?? 0;
            const found = rows.filter((row) => row > after).slice(0, limit + 1);
            const { items, nextCursor } = cutPage(
              found,
              limit,
              (row) => row,
              (row) => row,
            );
            expect(items.length).toBeLessThanOrEqual(limit);
            seen.push(...items);
            if (nextCursor === null) break;
            cursor = nextCursor;
          }
          expect(seen).toEqual(rows);
        },
      ),
    );
  });

  it('of another origin is refused, never taken for the start or the end', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 40 }), (text) => {
        const decoded = Buffer.from(text, 'base64url').toString();
        fc.pre(!/^\d{1,16}$/.test(decoded));
        expect(() => decodeCursor(text)).toThrow(
          expect.objectContaining({ code: 'invalid_input' }),
        );
      }),
    );
    for (const text of ['!!!', own(-1), own(1.5), own(Number.NaN), own(1e300)]) {
      expect(() => decodeCursor(text)).toThrow(expect.objectContaining({ code: 'invalid_input' }));
    }
  });

  it('that is not there means the start', () => {
    expect(decodeCursor(undefined)).toBeNull();
    expect(decodeCursor('')).toBeNull();
    expect(decodeCursor(own(7))).toBe(7);
  });
});
