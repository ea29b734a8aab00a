import { planLevels } from '@mosaic/contract';
import { isBelow, levelNumber, parentIdOf } from '../node-id.ts';
import { type PlanIndex, unknownLevel } from '../plan-index.ts';
import type { FindingList } from './finding-list.ts';

const anyDepth = /^(?:E|F|S|T|ST|A)\.\d{3}(?:\.\d{2})*$/;

/** Ids, parents and levels agree, and no node is there twice or without its parent. */
export function checkIds(index: PlanIndex, findings: FindingList): void {
  const { nodes, level, parent } = index;
  for (let at = 0; at < nodes.length; at += 1) {
    const node = nodes[at];
    if (node === undefined) continue;
    const above = parent[at] ?? -1;
    if (above >= 0) {
      const isDirect = level[above] === (level[at] ?? 0) - 1;
      if (isDirect && nodes[above]?.id === node.parentId) continue;
      checkParent(index, findings, at);
    } else if (level[at] === unknownLevel) {
      checkForm(index, findings, at);
    } else if (index.find(node.id) !== at) {
      const path = [...(node.parentId === null ? [] : [node.parentId]), node.id];
      findings.along('id_duplicate', path, () => {
        const other = nodes[index.find(node.id)]?.title;
        return `"${node.title}" and "${other}" both have the id ${node.id}. Give one of them the next free number.`;
      });
    } else if (level[at] !== 0 || node.parentId !== null) {
      checkParent(index, findings, at);
    }
  }
}

function checkForm(index: PlanIndex, findings: FindingList, at: number): void {
  const id = index.nodes[at]?.id ?? '';
  if (anyDepth.test(id)) {
    findings.along('id_level_mismatch', [id], () => {
      const groups = id.split('.').length - 1;
      const meant = planLevels[groups - 1];
      const fitting = meant === undefined ? 'no level' : `the level ${meant}`;
      return `${id} has ${groups} groups of digits, which is ${fitting}, but its prefix names another. Mend the prefix or the digits.`;
    });
    return;
  }
  findings.along('id_malformed', [id], () => {
    return `"${id}" is no plan id. Ids look like E.001, F.001.02 or A.001.02.01.03.01.02.`;
  });
}

/** A node whose `parentId` is not the node right above it. */
function checkParent(index: PlanIndex, findings: FindingList, at: number): void {
  const node = index.nodes[at];
  if (node === undefined) return;
  const expected = parentIdOf(node.id);
  if (node.parentId === expected && expected !== null) {
    findings.at('orphan', at, () => {
      return `${node.id} hangs below ${expected}, which is not in the plan. Add ${expected} or remove ${node.id}.`;
    });
    return;
  }
  const given = node.parentId;
  const isThere = given !== null && index.find(given) >= 0;
  if (isThere && levelNumber(given) === 5) {
    findings.at('atomic_has_children', at, () => {
      return `${node.id} hangs below ${given}, which is atomic. Put it below ${expected ?? 'no node'}, or make ${given} a subtask.`;
    });
    return;
  }
  if (given !== null && expected !== null && isBelow(expected, given)) {
    findings.at('level_skipped', at, () => {
      return `${node.id} hangs directly below ${given}. Its parent is ${expected}: no level may be left out.`;
    });
    return;
  }
  findings.at('parent_mismatch', at, () => {
    const wanted = expected === null ? 'no parent, being an epic' : `${expected} as its parent`;
    return `${node.id} names ${given ?? 'no parent'}, but its id asks for ${wanted}. Mend the id or the parent.`;
  });
}
