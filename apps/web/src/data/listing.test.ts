import { describe, expect, it } from 'vitest';
import { readListing, upsertItem } from './listing.ts';

function source(total: number) {
  const asked: number[] = [];
  return {
    asked,
    async read(cursor: string | undefined, limit: number) {
      asked.push(limit);
      const start = Number(cursor ?? 0);
      const end = Math.min(total, start + limit);
      const items = Array.from({ length: end - start }, (_, index) => ({ id: `${start + index}` }));
      return { items, nextCursor: end < total ? `${end}` : null };
    },
  };
}

describe('readListing', () => {
  it('reads every page and then stops asking', async () => {
    const hub = source(25);
    const listing = await readListing(hub.read, { itemsMax: 100, pageSize: 10 });
    expect(listing.items).toHaveLength(25);
    expect(listing.hasMore).toBe(false);
    expect(hub.asked).toEqual([10, 10, 10]);
  });

  it('never holds more than it may and says that there is more', async () => {
    const listing = await readListing(source(25).read, { itemsMax: 15, pageSize: 10 });
    expect(listing.items).toHaveLength(15);
    expect(listing.hasMore).toBe(true);
  });

  it('is not kept busy by a cursor that leads to nothing', async () => {
    const listing = await readListing(async () => ({ items: [], nextCursor: 'again' }), {
      itemsMax: 100,
      pageSize: 10,
    });
    expect(listing).toEqual({ items: [], hasMore: false });
  });
});

describe('upsertItem', () => {
  const listing = {
    items: [
      { id: 'a', n: 1 },
      { id: 'b', n: 1 },
    ],
    hasMore: false,
  };

  it('changes an item where it stands', () => {
    expect(upsertItem(listing, { id: 'a', n: 2 }, 'last').items).toEqual([
      { id: 'a', n: 2 },
      { id: 'b', n: 1 },
    ]);
  });

  it('adds a new one at its end, but not behind a gap', () => {
    const item = { id: 'c', n: 1 };
    expect(upsertItem(listing, item, 'first').items[0]).toBe(item);
    expect(upsertItem(listing, item, 'last').items[2]).toBe(item);
    expect(upsertItem({ ...listing, hasMore: true }, item, 'last').items).toHaveLength(2);
  });
});
