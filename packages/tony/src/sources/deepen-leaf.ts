import type { ForeignLink, ForeignNode } from './foreign-plan.ts';
import { derivedNode, subjectOf, workSteps } from './work-steps.ts';

/** Most children a node may have. */
export const childrenMax = 7;

/** What a node without children is split into, and what of it comes before what. */
export interface Deepened {
  children: ForeignNode[];
  links: ForeignLink[];
}

/** How a level above tasks is cut where the document gives nothing to cut along. */
const aspects: readonly (readonly [string, string])[] = [
  ['what it does', 'what keeps it running'],
  ['main path', 'limits and failures'],
  ['first version', 'full version'],
];

/** Minutes below which one child of an epic, a feature or a story stays. */
const childMinutes = [3_000, 960, 240];
const subtaskNames: Readonly<Record<number, readonly string[]>> = {
  2: ['prepare and build', 'prove'],
  3: ['prepare', 'build', 'prove'],
};

/**
 * Gives a leaf of level 0 (epic) to 4 (subtask) its next level.
 *
 * A story becomes one task for each criterion the document names, else two or as many as its
 * estimate asks for; a task becomes subtasks of two or three steps; a subtask becomes atomics. All
 * are derived, in one order, and their minutes add up to the estimate where there is one.
 */
export function deepenLeaf(leaf: ForeignNode, level: number): Deepened {
  const children = level >= 3 ? ofWork(leaf, level) : ofScope(leaf, level);
  return { children, links: [children, ...children.map((each) => each.children)].flatMap(inOrder) };
}

/** One after the other. */
export function inOrder(nodes: readonly ForeignNode[]): ForeignLink[] {
  return nodes.slice(1).map((node, at) => ({
    from: nodes[at]?.key ?? node.key,
    to: node.key,
    kind: 'sequential',
  }));
}

function ofScope(leaf: ForeignNode, level: number): ForeignNode[] {
  const said = leaf.acceptance.length > 0 ? leaf.acceptance : leaf.criteria;
  const cuts =
    level === 2 && said.length >= 2
      ? said.map((each) => each.replace(/[.;]$/, ''))
      : partNames(leaf, level).map((each) => `${subjectOf(leaf)}: ${each}`);
  return cuts.map((title, at) => {
    const child = derivedNode(`${leaf.key}/part ${at + 1}`, title, leaf);
    const isOfCriteria = level === 2 && said.length >= 2;
    child.minutes = leaf.minutes === null ? null : leaf.minutes / cuts.length;
    child.tokens = leaf.tokens === null ? null : Math.round(leaf.tokens / cuts.length);
    child.taskType = leaf.taskType;
    child.agentType = leaf.agentType;
    child.acceptance = isOfCriteria ? said.slice(at, at + 1) : [...said];
    return child;
  });
}

function partNames(leaf: ForeignNode, level: number): readonly string[] {
  const wanted = Math.ceil((leaf.minutes ?? 0) / (childMinutes[level] ?? 240));
  const count = Math.min(childrenMax, wanted);
  if (count <= 2) return aspects[level] ?? ['part 1', 'part 2'];
  return Array.from({ length: count }, (_, at) => `part ${at + 1} of ${count}`);
}

function ofWork(leaf: ForeignNode, level: number): ForeignNode[] {
  if (level === 4) return workSteps(leaf, 4);
  const steps = workSteps(leaf, 6);
  if (steps.length <= 3) return wrap(leaf, [steps]);
  const count = Math.max(2, Math.ceil(steps.length / 3));
  return wrap(leaf, evenly(steps, steps.length === 6 ? 3 : count));
}

function wrap(leaf: ForeignNode, groups: ForeignNode[][]): ForeignNode[] {
  return groups.map((children, at) => {
    const name = subtaskNames[groups.length]?.[at] ?? `step ${at + 1} of ${groups.length}`;
    const title = groups.length === 1 ? leaf.title : `${subjectOf(leaf)}: ${name}`;
    const subtask = derivedNode(`${leaf.key}/group ${at + 1}`, title, leaf);
    subtask.children = children;
    return subtask;
  });
}

/** Cuts a list into `count` runs whose lengths differ by one at most. */
export function evenly<Item>(items: readonly Item[], count: number): Item[][] {
  return Array.from({ length: count }, (_, at) =>
    items.slice(
      Math.floor((at * items.length) / count),
      Math.floor(((at + 1) * items.length) / count),
    ),
  );
}
