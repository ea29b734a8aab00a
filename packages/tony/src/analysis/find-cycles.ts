import { analysisLimits as limits } from './analysis-limits.ts';

/**
 * Files that import each other in a ring: of each group of files that can reach each other the
 * shortest ring through its first file, the first file again at the end. Shortest rings first.
 */
export function findCycles(importsOf: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  for (const group of stronglyConnected(importsOf)) {
    const members = new Set(group);
    const first = group.toSorted()[0];
    if (first === undefined) continue;
    const cycle = shortestRing(importsOf, members, first);
    if (cycle !== null) cycles.push(cycle);
  }
  return cycles
    .toSorted((a, b) => a.length - b.length || (a.join() < b.join() ? -1 : 1))
    .slice(0, limits.cyclesMax);
}

/** Tarjan's algorithm with its own stack: a long chain of imports must not overflow ours. */
function stronglyConnected(importsOf: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const groups: string[][] = [];
  const enter = (node: string) => {
    order.set(node, order.size);
    low.set(node, order.size - 1);
    open.push(node);
    isOpen.add(node);
  };
  const lower = (node: string, to: number) => low.set(node, Math.min(low.get(node) ?? to, to));
  for (const root of importsOf.keys()) {
    if (order.has(root)) continue;
    enter(root);
    const frames = [{ node: root, next: 0 }];
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const target = importsOf.get(frame.node)?.[frame.next];
      frame.next += 1;
      if (target !== undefined) {
        if (!order.has(target)) {
          enter(target);
          frames.push({ node: target, next: 0 });
        } else if (isOpen.has(target)) lower(frame.node, order.get(target) ?? 0);
        continue;
      }
      frames.pop();
      const above = frames.at(-1);
      if (above !== undefined) lower(above.node, low.get(frame.node) ?? 0);
      if (low.get(frame.node) !== order.get(frame.node)) continue;
      const group = open.splice(open.lastIndexOf(frame.node));
      for (const member of group) isOpen.delete(member);
      if (group.length > 1) groups.push(group);
    }
  }
  return groups;
}

function shortestRing(
  importsOf: ReadonlyMap<string, readonly string[]>,
  members: ReadonlySet<string>,
  start: string,
): string[] | null {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const node of queue) {
    for (const target of importsOf.get(node) ?? []) {
      if (target === start) return ringBack(cameFrom, start, node);
      if (!members.has(target) || cameFrom.has(target)) continue;
      cameFrom.set(target, node);
      queue.push(target);
    }
  }
  return null;
}

function ringBack(cameFrom: ReadonlyMap<string, string>, start: string, last: string): string[] {
  const ring = [start];
  for (let node: string | undefined = last; node !== undefined && node !== start; ) {
    ring.unshift(node);
    node = cameFrom.get(node);
  }
  return [start, ...ring];
}
