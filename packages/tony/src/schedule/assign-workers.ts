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
    let chosen = 0;
    for (let at = 0; at < workers; at += 1) {
      const free = freeAt[at] ?? 0;
      // Sums of minutes differ in the last digits; then it is the one that is free first.
      if (free < (freeAt[chosen] ?? 0) && (freeAt[chosen] ?? 0) > start) chosen = at;
    }
    worker[node] = chosen;
    freeAt[chosen] = start + (minutes[node] ?? 0);
  }
  return worker;
}
