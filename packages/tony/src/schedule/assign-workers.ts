/**
 * Gives every node that takes time the lowest worker that is free when it begins; -1 for others.
 * Never more than `workers` of them are under way together, so there always is one.
 */
export function assignWorkers(
  starts: Float64Array,
  minutes: Float64Array,
  workers: number,
): Int32Array {
  const worker = new Int32Array(starts.length).fill(-1);
  const order = Int32Array.from(starts.keys())
    .filter((node) => (minutes[node] ?? 0) > 0)
    .sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0) || a - b);
  const freeAt = new Float64Array(workers);
  for (const node of order) {
    const start = starts[node] ?? 0;
    // The same sum as in the levelling, so equal moments are equal numbers.
    const found = freeAt.findIndex((free) => free <= start);
    const chosen = found === -1 ? freeAt.indexOf(Math.min(...freeAt)) : found;
    worker[node] = chosen;
    freeAt[chosen] = start + (minutes[node] ?? 0);
  }
  return worker;
}
