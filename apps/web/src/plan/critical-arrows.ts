import type { DependencyGraph } from './dependency-graph.ts';
import type { Outline } from './outline.ts';

/** Ids of the nodes and arrows the longest chain runs along, junctions among them. */
export function criticalArrows(
  { nodes, arrows }: DependencyGraph,
  outline: Outline,
  criticalPath: readonly string[],
): { boxes: Set<string>; arrows: Set<string> } {
  const boxAt = new Map<number, string>();
  const junctions = new Set<string>();
  for (const node of nodes) {
    if (node.kind === 'junction') junctions.add(node.id);
    else {
      const end = outline.end[node.position] ?? 0;
      for (let at = node.position; at < end; at += 1) boxAt.set(at, node.id);
    }
  }
  const between = new Map<string, string[]>();
  const intoJunctions = new Map<string, { id: string; to: string }[]>();
  for (const { id, from, to } of arrows) {
    push(between, `${from}>${to}`, id);
    if (junctions.has(to)) push(intoJunctions, from, { id, to });
  }
  const onPath = { boxes: new Set<string>(), arrows: new Set<string>() };
  let last: string | null = null;
  for (const id of criticalPath) {
    const box = boxAt.get(outline.positionOf.get(id) ?? -1);
    if (box === undefined || box === last) continue;
    onPath.boxes.add(box);
    for (const arrow of between.get(`${last}>${box}`) ?? []) onPath.arrows.add(arrow);
    for (const first of intoJunctions.get(last ?? '') ?? []) {
      const onward = between.get(`${first.to}>${box}`);
      if (onward === undefined) continue;
      onPath.boxes.add(first.to);
      for (const arrow of [first.id, ...onward]) onPath.arrows.add(arrow);
    }
    last = box;
  }
  return onPath;
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
