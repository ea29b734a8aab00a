import type { PlanDocument, PlanEdge } from '@mosaic/contract';
import { buildPlan, type TreeNode } from '../src/plan/build-plan.ts';

/**
 * A valid plan with this many atomics of 20 minutes, `children` of them in each subtask and as
 * many nodes in each above; epics as needed. Nothing in it is left to chance.
 */
export function widePlan(
  atomics: number,
  options: { children?: number; edges?: PlanEdge[] } = {},
): PlanDocument {
  const { children = 5, edges = [] } = options;
  let level: TreeNode[] = Array.from({ length: atomics }, (_, at) => ({
    title: `Step ${at + 1}`,
    estimate: { minutes: 20, tokens: 20_000 },
    completionCriteria: ['It works'],
    files: [`src/part-${at % 97}.ts`],
  }));
  for (const name of ['Subtask', 'Task', 'Story', 'Feature', 'Epic']) {
    const above: TreeNode[] = [];
    for (let at = 0; at < level.length; at += children) {
      above.push({
        title: `${name} ${above.length + 1}`,
        acceptanceCriteria: name === 'Story' ? ['It helps'] : [],
        children: level.slice(at, at + children),
      });
    }
    level = above;
  }
  const { document } = buildPlan({
    title: `${atomics} atomics`,
    source: { kind: 'manual', name: null },
    epics: level,
  });
  return { ...document, edges };
}
