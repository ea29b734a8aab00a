import type { DependencyGraph } from './dependency-graph.ts';
import type { Outline } from './outline.ts';

/** Ids of the boxes and arrows the longest chain runs along. */
export function criticalArrows(
  { nodes, arrows }: DependencyGraph,
  outline: Outline,
  criticalPath: readonly string[],
): { boxes: Set<string>; arrows: Set<string> } {
  const boxAt = new Map<number, string>();
  for (const node of nodes) {
    if (node.kind !== 'box') continue;
    for (let at = node.position; at < (outline.end[node.position] ?? 0); at += 1) {
      boxAt.set(at, node.id);
    }
  }
  const between = new Map<string, string[]>();
  const onward = new Map<string, { id: string; to: string }[]>();
  for (const { id, from, to } of arrows) {
    push(between, `${from}>${to}`, id);
    push(onward, from, { id, to });
  }
  const boxes = new Set<string>();
  const found = new Set<string>();
  let last: string | null = null;
  for (const id of criticalPath) {
    const box = boxAt.get(outline.positionOf.get(id) ?? -1);
    if (box === undefined || box === last) continue;
    boxes.add(box);
    if (last !== null) {
      for (const arrow of between.get(`${last}>${box}`) ?? []) found.add(arrow);
      for (const first of onward.get(last) ?? []) {
        const second = between.get(`${first.to}>${box}`);
        if (second === undefined) continue;
        for (const arrow of [first.id, ...second]) found.add(arrow);
        boxes.add(first.to);
      }
    }
    last = box;
  }
  // A way over another box of the plan is no way of this chain.
  const isOn = new Set(nodes.flatMap((node) => (node.kind === 'junction' ? [node.id] : [])));
  for (const node of criticalPath) isOn.add(boxAt.get(outline.positionOf.get(node) ?? -1) ?? '');
  const kept = arrows.filter(({ id, from, to }) => found.has(id) && isOn.has(from) && isOn.has(to));
  return {
    boxes: new Set([...boxes].filter((box) => isOn.has(box))),
    arrows: new Set(kept.map((arrow) => arrow.id)),
  };
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
