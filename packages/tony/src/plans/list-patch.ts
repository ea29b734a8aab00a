/** Turns one list into another: positions to leave out, then items to put at their final places. */
export interface ListPatch<Item> {
  /** Positions in the list as it was, in ascending order. */
  readonly remove: readonly number[];
  /** Positions in the list as it becomes, in ascending order. */
  readonly insert: readonly (readonly [at: number, item: Item])[];
}

/** A patch and the one that takes it back. */
export interface TwoWays<Patch> {
  readonly forward: Patch;
  readonly backward: Patch;
}

/**
 * What changed between two lists, exactly: order and items given twice are kept. Null when
 * nothing did. Items that are the same object are not looked into.
 */
export function diffLists<Item>(
  before: readonly Item[],
  after: readonly Item[],
): TwoWays<ListPatch<Item>> | null {
  const start = sameUntil(before, after);
  if (start === before.length && start === after.length) return null;
  const tail = sameFromEnd(before, after, start);
  const kept = keptInOrder(
    before.slice(start, before.length - tail),
    after.slice(start, after.length - tail),
  );
  const keptBefore = new Set(kept.map(([at]) => at + start));
  const keptAfter = new Set(kept.map(([, at]) => at + start));
  const removed = positions(start, before.length - tail, keptBefore);
  const inserted = positions(start, after.length - tail, keptAfter);
  return {
    forward: { remove: removed, insert: inserted.map((at) => [at, after[at] as Item]) },
    backward: { remove: inserted, insert: removed.map((at) => [at, before[at] as Item]) },
  };
}

export function patchList<Item>(
  list: readonly Item[],
  { remove, insert }: ListPatch<Item>,
): Item[] {
  const gone = new Set(remove);
  const rest = list.filter((_, at) => !gone.has(at));
  const patched: Item[] = [];
  let taken = 0;
  for (const [at, item] of insert) {
    while (patched.length < at && taken < rest.length) patched.push(rest[taken++] as Item);
    patched.push(item);
  }
  while (taken < rest.length) patched.push(rest[taken++] as Item);
  return patched;
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

function sameUntil(before: readonly unknown[], after: readonly unknown[]): number {
  const end = Math.min(before.length, after.length);
  let at = 0;
  while (at < end && isSame(before[at], after[at])) at += 1;
  return at;
}

function sameFromEnd(before: readonly unknown[], after: readonly unknown[], start: number): number {
  const most = Math.min(before.length, after.length) - start;
  let count = 0;
  while (
    count < most &&
    isSame(before[before.length - 1 - count], after[after.length - 1 - count])
  ) {
    count += 1;
  }
  return count;
}

function positions(from: number, to: number, without: ReadonlySet<number>): number[] {
  const found: number[] = [];
  for (let at = from; at < to; at += 1) if (!without.has(at)) found.push(at);
  return found;
}

/** Pairs of positions whose items are the same, as many as can stay without changing places. */
function keptInOrder(
  before: readonly unknown[],
  after: readonly unknown[],
): (readonly [number, number])[] {
  const places = new Map<string, number[]>();
  for (const [at, item] of after.entries()) {
    const text = JSON.stringify(item);
    const known = places.get(text);
    if (known) known.push(at);
    else places.set(text, [at]);
  }
  for (const found of places.values()) found.reverse();
  const pairs: (readonly [number, number])[] = [];
  for (const [at, item] of before.entries()) {
    const place = places.get(JSON.stringify(item))?.pop();
    if (place !== undefined) pairs.push([at, place]);
  }
  return longestRising(pairs);
}

/** The longest run of pairs whose second numbers rise; their first ones do already. */
function longestRising(
  pairs: readonly (readonly [number, number])[],
): (readonly [number, number])[] {
  /** Pairs that end the best run of each length. */
  const ends: number[] = [];
  const previous = new Int32Array(pairs.length).fill(-1);
  for (const [at, [, value]] of pairs.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const end = pairs[ends[middle] ?? 0]?.[1] ?? 0;
      if (end < value) low = middle + 1;
      else high = middle;
    }
    previous[at] = low === 0 ? -1 : (ends[low - 1] ?? -1);
    ends[low] = at;
  }
  const run: (readonly [number, number])[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = previous[at] ?? -1) {
    const pair = pairs[at];
    if (pair) run.push(pair);
  }
  return run.reverse();
}
