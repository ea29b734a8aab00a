/** Many lists in two arrays: list `n` is `items[start[n]]` up to, not including, `items[start[n + 1]]`. */
export interface Lists {
  start: Int32Array;
  items: Int32Array;
}

/** Sorts `values` into `count` lists by their keys; within a list they keep their order. */
export function listsOf(count: number, keys: Int32Array, values: Int32Array): Lists {
  const start = new Int32Array(count + 1);
  for (const key of keys) start[key + 1] = (start[key + 1] ?? 0) + 1;
  for (let list = 0; list < count; list += 1) {
    start[list + 1] = (start[list + 1] ?? 0) + (start[list] ?? 0);
  }
  const next = start.slice(0, count);
  const items = new Int32Array(keys.length);
  keys.forEach((key, index) => {
    const place = next[key] ?? 0;
    items[place] = values[index] ?? 0;
    next[key] = place + 1;
  });
  return { start, items };
}
