/** Adds a number to a binary heap. */
export function pushNumber(heap: number[], value: number): void {
  let at = heap.length;
  heap.push(value);
  while (at > 0) {
    const above = (at - 1) >> 1;
    const other = heap[above] ?? 0;
    if (other <= value) break;
    heap[at] = other;
    at = above;
  }
  heap[at] = value;
}

/** Takes the smallest number out of a binary heap that has one. */
export function popSmallest(heap: number[]): number {
  const smallest = heap[0] ?? -1;
  const last = heap.pop() ?? -1;
  const size = heap.length;
  if (size === 0) return smallest;
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    if (below >= size) break;
    if (below + 1 < size && (heap[below + 1] ?? 0) < (heap[below] ?? 0)) below += 1;
    const other = heap[below] ?? 0;
    if (other >= last) break;
    heap[at] = other;
    at = below;
  }
  heap[at] = last;
  return smallest;
}
