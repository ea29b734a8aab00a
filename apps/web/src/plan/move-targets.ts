import type { Outline } from './outline.ts';

/** A node can stand below every node of the level above its own but the one it stands below. */
export function canMove(outline: Outline, id: string, parentId: string): boolean {
  const from = outline.positionOf.get(id);
  const to = outline.positionOf.get(parentId);
  if (from === undefined || to === undefined) return false;
  return outline.level[from] === (outline.level[to] ?? 0) + 1 && outline.parent[from] !== to;
}

export function moveTargets(outline: Outline, id: string): string[] {
  return outline.nodes.map((node) => node.id).filter((target) => canMove(outline, id, target));
}

/** The nearest parent above (-1) or below (1) the one a node has now; null at the end of the plan. */
export function neighbourParent(outline: Outline, id: string, step: -1 | 1): string | null {
  const position = outline.positionOf.get(id);
  if (position === undefined) return null;
  let at = outline.parent[position] ?? -1;
  const level = outline.level[at];
  if (at < 0) return null;
  for (at += step; at >= 0 && at < outline.nodes.length; at += step) {
    if (outline.level[at] === level) return outline.nodes[at]?.id ?? null;
  }
  return null;
}
