import { childrenOf, idsAbove, isLeaf, type Outline } from './outline.ts';

/** One row of the tree as it is shown. */
export interface TreeRow {
  position: number;
  id: string;
  level: number;
  /** Place among its siblings, from 1, and how many they are. */
  place: number;
  siblings: number;
  isLeaf: boolean;
  isOpen: boolean;
}

/**
 * Rows in order: all epics, and below each open node its children.
 *
 * With words to look for, only nodes that contain all of them, what is below these, and the way
 * to them are shown; the way is open whatever else is.
 */
export function visibleRows(outline: Outline, open: ReadonlySet<string>, words = ''): TreeRow[] {
  const found = findNodes(outline, words);
  const rows: TreeRow[] = [];
  const walk = (position: number) => {
    const children = childrenOf(outline, position).filter(
      (child) => found === null || found.way.has(child),
    );
    children.forEach((child, index) => {
      const id = outline.nodes[child]?.id ?? '';
      const isOpen = !isLeaf(outline, child) && (open.has(id) || found?.above.has(child) === true);
      rows.push({
        position: child,
        id,
        level: outline.level[child] ?? 0,
        place: index + 1,
        siblings: children.length,
        isLeaf: isLeaf(outline, child),
        isOpen,
      });
      if (isOpen) walk(child);
    });
  };
  walk(-1);
  return rows;
}

/** Nodes on the way to a match; null when everything is to be shown. */
function findNodes(outline: Outline, words: string) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return null;
  const way = new Set<number>();
  const above = new Set<number>();
  outline.nodes.forEach((node, position) => {
    const text = `${node.id} ${node.title} ${node.agentType ?? ''} ${node.files.join(' ')} ${node.tags.join(' ')}`;
    const low = text.toLowerCase();
    if (!wanted.every((word) => low.includes(word))) return;
    for (let at = position; at < (outline.end[position] ?? 0); at += 1) way.add(at);
    for (let at = outline.parent[position] ?? -1; at >= 0; at = outline.parent[at] ?? -1) {
      way.add(at);
      above.add(at);
    }
  });
  return { way, above };
}

/** Opens level by level while no more than `rowsMax` rows are shown; epics always. */
export function openFirst(outline: Outline, rowsMax: number): Set<string> {
  const perLevel = [0, 0, 0, 0, 0, 0];
  for (const level of outline.level) perLevel[level] = (perLevel[level] ?? 0) + 1;
  let rows = perLevel[0] ?? 0;
  let deepest = 0;
  while (deepest < 5 && rows + (perLevel[deepest + 1] ?? 0) <= rowsMax) {
    deepest += 1;
    rows += perLevel[deepest] ?? 0;
  }
  return openTo(outline, deepest);
}

/** What must be open for all nodes down to a level to be shown. */
export function openTo(outline: Outline, level: number): Set<string> {
  const open = new Set<string>();
  outline.nodes.forEach((node, position) => {
    if ((outline.level[position] ?? 0) < level && !isLeaf(outline, position)) open.add(node.id);
  });
  return open;
}

/** `open` with everything above a node, so that the node is shown. */
export function openAround(
  outline: Outline,
  open: ReadonlySet<string>,
  id: string,
): ReadonlySet<string> {
  const above = idsAbove(outline, id);
  return above.every((each) => open.has(each)) ? open : new Set([...open, ...above]);
}
