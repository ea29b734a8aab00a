/** Splits items, in order, so that the sizes in each batch add up to at most `sizeMax`. */
export function batches<Item>(
  items: readonly Item[],
  sizeOf: (item: Item) => number,
  sizeMax: number,
): Item[][] {
  const all: Item[][] = [];
  let current: Item[] = [];
  let size = 0;
  for (const item of items) {
    const itemSize = sizeOf(item);
    if (current.length > 0 && size + itemSize > sizeMax) {
      all.push(current);
      current = [];
      size = 0;
    }
    current.push(item);
    size += itemSize;
  }
  if (current.length > 0) all.push(current);
  return all;
}
