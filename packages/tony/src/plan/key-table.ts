/** Positions by whole numbers below 2 ** 53, faster than a `Map` of ids that were just read. */
export interface KeyTable {
  /** -1 for a key that is not there. */
  readonly find: (key: number) => number;
}

/** Keys up to the first infinite one, each there once, at the positions they stand at. */
export function keyTable(keys: Float64Array): KeyTable {
  let size = 16;
  while (size < 2 * keys.length) size *= 2;
  const slots = new Int32Array(size).fill(-1);
  const slotOf = (key: number) => {
    const low = key | 0;
    const high = (key / 4_294_967_296) | 0;
    let mixed = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 13)) & (size - 1);
  };
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] ?? Number.POSITIVE_INFINITY;
    if (key === Number.POSITIVE_INFINITY) break;
    let slot = slotOf(key);
    while (slots[slot] !== -1) slot = (slot + 1) & (size - 1);
    slots[slot] = at;
  }
  return {
    find(key) {
      for (let slot = slotOf(key); ; slot = (slot + 1) & (size - 1)) {
        const at = slots[slot] ?? -1;
        if (at === -1 || keys[at] === key) return at;
      }
    },
  };
}
