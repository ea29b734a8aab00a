/**
 * Finds a cycle among what depends on what; null when there is none.
 *
 * The answer names its members in order, each needed by the one before, the first repeated at
 * the end. Needs that are not among the keys are left alone.
 */
export function dependencyCycle(needs: ReadonlyMap<string, readonly string[]>): string[] | null {
  const finished = new Set<string>();
  for (const start of needs.keys()) {
    const cycle = follow(start, needs, finished);
    if (cycle) return cycle;
  }
  return null;
}

/** Depth first without recursion: a chain may be as long as a submission. */
function follow(
  start: string,
  needs: ReadonlyMap<string, readonly string[]>,
  finished: Set<string>,
): string[] | null {
  const path: string[] = [];
  const onPath = new Set<string>();
  const open = [{ key: start, isLeaving: false }];
  for (let step = open.pop(); step; step = open.pop()) {
    const { key, isLeaving } = step;
    if (isLeaving) {
      path.pop();
      onPath.delete(key);
      finished.add(key);
      continue;
    }
    if (onPath.has(key)) return [...path.slice(path.indexOf(key)), key];
    if (finished.has(key)) continue;
    path.push(key);
    onPath.add(key);
    open.push({ key, isLeaving: true });
    for (const needed of needs.get(key) ?? []) open.push({ key: needed, isLeaving: false });
  }
  return null;
}
