import { planLevels } from '@mosaic/contract';
import { atomicsAdvised, childrenAdvised, childrenMax } from '../level-rules.ts';
import { isLeaf, type PlanIndex, unknownLevel } from '../plan-index.ts';
import type { FindingList } from './finding-list.ts';

/** How many children nodes have, what they are called, and that every branch ends in atomics. */
export function checkShape(index: PlanIndex, findings: FindingList): void {
  const { nodes, level, parent, end } = index;
  const isPlaced = (at: number) => (parent[at] ?? -1) >= 0 || level[at] === 0;
  if (nodes.length === 0) {
    findings.at('plan_empty', -1, () => 'The plan has no nodes. Add an epic and split it.');
  }
  for (let at = 0; at < nodes.length; at += 1) {
    const own = level[at] ?? 0;
    if (own === 5 || own === unknownLevel) continue;
    const id = nodes[at]?.id ?? '';
    if (isLeaf(index, at)) {
      if (isPlaced(at) && index.find(id) === at) leafAboveAtomic(index, findings, at);
      continue;
    }
    let count = 0;
    for (let child = at + 1; child < (end[at] ?? 0); child = end[child] ?? Infinity) {
      if (level[child] !== own + 1) continue;
      count += 1;
      if (hasTwinBefore(index, child, at)) titleTwice(index, findings, child);
    }
    checkCount(findings, { at, id, count });
  }
  checkAtomics(index, findings);
}

function titleTwice(index: PlanIndex, findings: FindingList, at: number): void {
  findings.at('title_duplicate', at, () => {
    const { id, parentId } = index.nodes[at] ?? {};
    return `${id} has the same title as another child of ${parentId}. Say how they differ, or merge them.`;
  });
}

/** Whether an earlier child of `parent` has the same title. */
function hasTwinBefore({ nodes, level, end }: PlanIndex, at: number, parent: number): boolean {
  const title = nodes[at]?.title ?? '';
  for (let other = parent + 1; other < at; other = end[other] ?? at) {
    if (level[other] === level[at] && isSameTitle(title, nodes[other]?.title ?? '')) return true;
  }
  return false;
}

/** Titles differ by more than capitals; most do so in a letter that settles it at once. */
function isSameTitle(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  for (let at = one.length - 1; at >= 0; at -= 1) {
    const first = one.charCodeAt(at);
    const second = other.charCodeAt(at);
    if (first === second) continue;
    const isPlain = first < 128 && second < 128;
    if (!isPlain) return one.toLowerCase() === other.toLowerCase();
    if ((first | 32) !== (second | 32) || (first | 32) < 97 || (first | 32) > 122) return false;
  }
  return true;
}

function leafAboveAtomic(index: PlanIndex, findings: FindingList, at: number): void {
  findings.at('leaf_not_atomic', at, () => {
    const name = planLevels[index.level[at] ?? 0];
    const below = planLevels[(index.level[at] ?? 0) + 1];
    return `${index.nodes[at]?.id} is of the level ${name} and has nothing below it. Split it into 2 to 7 nodes of the level ${below}, or remove it.`;
  });
}

function checkCount(
  findings: FindingList,
  { at, id, count }: { at: number; id: string; count: number },
): void {
  if (count > childrenMax) {
    findings.at('too_many_children', at, () => {
      return `${id} has ${count} children; at most ${childrenMax} are allowed. Group them, or move some to another node.`;
    });
  } else if (count === 1) {
    findings.at('too_few_children', at, () => {
      return `${id} has a single child. Split it further, or merge it with a neighbour.`;
    });
  } else if (count > 0 && (count < childrenAdvised.min || count > childrenAdvised.max)) {
    findings.at('children_not_advised', at, () => {
      return `${id} has ${count} children; ${childrenAdvised.min} to ${childrenAdvised.max} read best.`;
    });
  }
}

function checkAtomics(index: PlanIndex, findings: FindingList): void {
  const { nodes, level, end } = index;
  for (let at = 0; at < nodes.length; at = end[at] ?? nodes.length) {
    if (level[at] !== 0) continue;
    let atomics = 0;
    for (let below = at; below < (end[at] ?? 0); below += 1) atomics += Number(level[below] === 5);
    if (atomics === 0) continue;
    if (atomics >= atomicsAdvised.min && atomics <= atomicsAdvised.max) continue;
    const where = at;
    findings.at('atomics_out_of_range', where, () => {
      return `${nodes[where]?.id} has ${atomics} atomics; ${atomicsAdvised.min} to ${atomicsAdvised.max} are advised for an epic.`;
    });
  }
}
