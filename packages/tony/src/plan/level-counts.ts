import { type PlanCounts, type PlanDocument, planLevels } from '@mosaic/contract';
import { levelNumber } from './node-id.ts';

/** How many nodes of each level a plan has. */
export function levelCounts(document: PlanDocument): PlanCounts {
  const counts = { epic: 0, feature: 0, story: 0, task: 0, subtask: 0, atomic: 0 };
  for (const { id } of document.nodes) {
    const level = planLevels[levelNumber(id)];
    if (level !== undefined) counts[level] += 1;
  }
  return counts;
}
