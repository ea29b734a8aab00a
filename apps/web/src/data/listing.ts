/** Items of a list as far as they were read. */
export interface Listing<Item> {
  items: Item[];
  /** True when the hub has more than was asked for. */
  hasMore: boolean;
}

interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** Reads page after page until the end or until `itemsMax` items are there. */
export async function readListing<Item>(
  readPage: (cursor: string | undefined, limit: number) => Promise<Page<Item>>,
  bounds: { itemsMax: number; pageSize: number },
): Promise<Listing<Item>> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const limit = Math.min(bounds.pageSize, bounds.itemsMax - items.length);
    const page = await readPage(cursor, limit);
    items.push(...page.items);
    // A hub that hands out cursors to nothing must not keep the page busy.
    cursor = page.items.length === 0 ? undefined : (page.nextCursor ?? undefined);
  } while (cursor !== undefined && items.length < bounds.itemsMax);
  return { items, hasMore: cursor !== undefined };
}

/** Replaces the item with the same id where it stands, or adds it at the given end. */
export function upsertItem<Item extends { id: string }>(
  listing: Listing<Item>,
  item: Item,
  end: 'first' | 'last',
): Listing<Item> {
  const at = listing.items.findIndex((other) => other.id === item.id);
  if (at >= 0) return { ...listing, items: listing.items.with(at, item) };
  // What comes after the part that was read is not ours to append to.
  if (end === 'last') {
    return listing.hasMore ? listing : { ...listing, items: [...listing.items, item] };
  }
  return { ...listing, items: [item, ...listing.items] };
}
