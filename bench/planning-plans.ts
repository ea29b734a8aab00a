import { PlanDocument as Document, type PlanDocument } from '@mosaic/contract';
import { buildPlan, type TreeEdge, type TreeNode } from '@tony/core/planning';

/** Children of nodes of each level, an epic first: 900 atomics below each epic. */
const fanOut = [5, 5, 4, 3, 3];
/** Nodes of a whole epic. */
const epicNodes = 1_331;

/**
 * A plan with some `size` nodes: atomics that follow one or two others a little before them, features
 * in a row, files of which each twentieth is shared by two, a resource and two types of agents.
 */
export function planOf(size: number): PlanDocument {
  const left = { nodes: size };
  const epics = Array.from({ length: Math.ceil(size / epicNodes) }, (_, at) =>
    branch(0, `${at}`, left),
  );
  const { document } = buildPlan({
    title: `About ${size} nodes`,
    source: { kind: 'manual', name: null },
    epics,
    edges: epics.flatMap(edgesBelow),
    resources: [{ name: 'database', capacity: 3, lockId: null }],
  });
  return document;
}

/** Every branch reaches down to an atomic; once there are nodes enough, with one child each. */
function branch(level: number, key: string, left: { nodes: number }): TreeNode {
  left.nodes -= 1;
  if (level === 5) return atomic(key, left.nodes);
  const children: TreeNode[] = [];
  for (let at = 0; at < (fanOut[level] ?? 0) && (at === 0 || left.nodes > 0); at += 1) {
    children.push(branch(level + 1, `${key}.${at}`, left));
  }
  return {
    key,
    title: `Part ${key}`,
    children,
    ...(level === 2 ? { acceptanceCriteria: ['It works'] } : {}),
  };
}

function atomic(key: string, number: number): TreeNode {
  return {
    key,
    title: `Step ${key}`,
    estimate: { minutes: 15 + (number % 16), minutesLow: 8, minutesHigh: 60, tokens: 8_000 },
    taskType: 'FEATURE_ADD',
    agentType: number % 3 === 0 ? 'testing-agent' : 'backend-agent',
    completionCriteria: ['Its test passes'],
    files: [`src/part-${Math.floor(number / 40)}/step-${number - (number % 20 === 0 ? 1 : 0)}.ts`],
    uses: number % 25 === 0 ? [{ name: 'database', units: 1 }] : [],
  };
}

function edgesBelow(epic: TreeNode): TreeEdge[] {
  const keys: string[] = [];
  const collect = (node: TreeNode): void => {
    if (node.children === undefined) keys.push(node.key ?? '');
    else for (const child of node.children) collect(child);
  };
  collect(epic);
  const edges = keys.slice(7).map((to, at) => ({ from: keys[at + 7 - 1 - (at % 7)] ?? '', to }));
  const second = keys.slice(20).filter((_, at) => at % 3 === 0);
  for (const [at, to] of second.entries()) edges.push({ from: keys[at * 3] ?? '', to });
  const features = epic.children ?? [];
  for (const [at, feature] of features.entries()) {
    const after = features[at + 1];
    // The last stories of a feature may go on beside the next one.
    const first = feature.children?.[0]?.key ?? '';
    if (after?.key !== undefined) edges.push({ from: first, to: after.key });
  }
  return edges;
}

/** A graph that any manager of tasks can hold: numbers from 1, each with what it depends on. */
export type TaskGraph = readonly (readonly number[])[];

/** Every task depends on one before it, a third as far: a tree of which half is done. */
export function treeOfTasks(tasks: number): TaskGraph {
  return Array.from({ length: tasks }, (_, at) => (at === 0 ? [] : [Math.floor((at + 2) / 3)]));
}

/** Two tasks a level, each depending on both of the level before. */
export function ladderOfTasks(levels: number): TaskGraph {
  return Array.from({ length: 2 * levels }, (_, at) =>
    at < 2 ? [] : [2 * Math.floor(at / 2) - 1, 2 * Math.floor(at / 2)],
  );
}

/** The same graph as a plan; task 1 is the first of `ids`. */
export function planOfTasks(graph: TaskGraph): { document: PlanDocument; ids: string[] } {
  const left = { nodes: Number.POSITIVE_INFINITY };
  const steps: TreeNode[] = [];
  const perNode = 6;
  const group = (level: number, count: number): TreeNode => {
    if (level === 5) {
      const step = { ...atomic(`${steps.length}`, left.nodes), files: [], uses: [] };
      const one = { ...step, estimate: { minutes: 20, tokens: null } };
      steps.push(one);
      return one;
    }
    const room = perNode ** (4 - level);
    const children: TreeNode[] = [];
    for (let from = 0; from < count; from += room) {
      children.push(group(level + 1, Math.min(room, count - from)));
    }
    return { title: 'Part', children, acceptanceCriteria: ['It works'] };
  };
  const room = perNode ** 5;
  const epics = [];
  for (let from = 0; from < graph.length; from += room) {
    epics.push(group(0, Math.min(room, graph.length - from)));
  }
  const edges = graph.flatMap((needs, at) =>
    needs.map((need) => ({ from: `${need - 1}`, to: `${at}` })),
  );
  const { document, idOf } = buildPlan({
    title: 'Tasks',
    source: { kind: 'manual', name: null },
    epics,
    edges,
  });
  return {
    document: Document.parse(document),
    ids: steps.map((step) => idOf.get(step.key ?? '') ?? ''),
  };
}
