import { buildPlan, type TreeEdge, type TreeNode } from '../src/plan/build-plan.ts';

type Keyed = TreeNode & { readonly key: string };

/** A plan of these atomics below a single chain of nodes, with the ids their keys were given. */
export function atomicsPlan(nodes: readonly Keyed[], edges: readonly TreeEdge[] = []) {
  // A subtask has no more than 99 children.
  const subtasks = Array.from({ length: Math.ceil(nodes.length / 50) }, (_, at) => ({
    title: `Subtask ${at}`,
    children: nodes.slice(at * 50, (at + 1) * 50),
  }));
  const task = { title: 'Task', children: subtasks };
  const feature = { title: 'Feature', children: [{ title: 'Story', children: [task] }] };
  const { document, idOf } = buildPlan({
    title: 'Plan',
    source: { kind: 'manual', name: null },
    epics: [{ title: 'Epic', children: [feature] }],
    edges,
  });
  return { document, idOf: (key: string) => idOf.get(key) ?? '' };
}

/** An atomic by its key and minutes. */
export function atomic(
  key: string,
  minutes: number,
  more: Partial<Omit<TreeNode, 'key' | 'title'>> = {},
): Keyed {
  return { key, title: key, estimate: { minutes, tokens: null }, ...more };
}
