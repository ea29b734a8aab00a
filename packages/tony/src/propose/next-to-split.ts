import { type PlanLevel, planLevels } from '@mosaic/contract';
import { isLeaf, type PlanIndex } from '../plan/plan-index.ts';

/** A node that has no children yet. */
export interface NextSplit {
  readonly parentId: string;
  readonly title: string;
  /** Level of the node itself; its children are one level below. */
  readonly level: PlanLevel;
}

/**
 * The node to split next: the first one, in id order, of the highest level that has a node without
 * children. So a plan grows level by level. `without` leaves nodes out. Null when all are split.
 */
export function nextToSplit(
  index: PlanIndex,
  without: ReadonlySet<string> = new Set(),
): NextSplit | null {
  let best: NextSplit | null = null;
  let bestLevel = planLevels.length - 1;
  for (let at = 0; at < index.nodes.length; at += 1) {
    const own = index.level[at] ?? bestLevel;
    const node = index.nodes[at];
    if (own >= bestLevel || node === undefined || !isLeaf(index, at) || without.has(node.id))
      continue;
    const level = planLevels[own];
    if (level === undefined) continue;
    best = { parentId: node.id, title: node.title, level };
    bestLevel = own;
    if (own === 0) break;
  }
  return best;
}
