import { limits, MosaicError } from '@mosaic/contract';
import { childrenMax, deepenLeaf, evenly } from './deepen-leaf.ts';
import type { ForeignLink, ForeignNode } from './foreign-plan.ts';
import { addLine } from './foreign-plan.ts';
import { atomicMinutesMax, derivedNode } from './work-steps.ts';

const atomic = 5;
const story = 2;

export interface FittedTree {
  epics: ForeignNode[];
  /** Keys of the parts of nodes that had too many children for one. */
  partsOf: Map<string, string[]>;
  /** Links among derived nodes. */
  links: ForeignLink[];
  derived: number;
  /** Nodes nested deeper than atomics, which became criteria of the one above. */
  folded: number;
  split: number;
}

/**
 * Brings a tree of any shape to six levels with at most seven children each.
 *
 * A node keeps the level its document names. Else its depth decides, and a leaf with an estimate
 * goes where work of that size belongs; levels in between are filled with derived nodes. Leaves
 * above atomics are deepened, nodes with too many children are split into parts, and what is
 * nested below an atomic becomes its criteria. Time is linear in the nodes of the result.
 */
export function fitLevels(epics: readonly ForeignNode[]): FittedTree {
  const tree: FittedTree = {
    epics: [],
    partsOf: new Map(),
    links: [],
    derived: 0,
    folded: 0,
    split: 0,
  };
  const count = { nodes: 0 };
  tree.epics = epics.flatMap((epic) => fit(epic, 0, tree, count));
  return tree;
}

function fit(
  node: ForeignNode,
  level: number,
  tree: FittedTree,
  count: { nodes: number },
): ForeignNode[] {
  count.nodes += 1;
  if (count.nodes > limits.planNodesMax) {
    throw new MosaicError(
      'invalid_input',
      `At “${node.title.slice(0, 60)}”: with all six levels the document makes more than ${limits.planNodesMax} nodes. Split it into several plans.`,
    );
  }
  if (node.isDerived) tree.derived += 1;
  if (level === atomic) return [foldBelow(node, tree)];
  const parts = childrenAt(node, level, tree).flatMap((child) =>
    fit(child, level + 1, tree, count),
  );
  if (parts.length <= childrenMax) return [{ ...node, children: parts }];
  const groups = evenly(parts, Math.ceil(parts.length / childrenMax));
  tree.split += 1;
  const split = groups.map((children, at) => ({
    ...node,
    key: at === 0 ? node.key : `${node.key}#${at + 1}`,
    title: `${node.title.slice(0, limits.planLineCharsMax - 30)} (part ${at + 1} of ${groups.length})`,
    minutes: node.minutes === null ? null : node.minutes / groups.length,
    children,
  }));
  tree.partsOf.set(
    node.key,
    split.map(({ key }) => key),
  );
  return split;
}

/** Children of a node, all one level below it. */
function childrenAt(node: ForeignNode, level: number, tree: FittedTree): ForeignNode[] {
  if (node.children.length === 0) {
    const { children, links } = deepenLeaf(node, level);
    tree.links.push(...links);
    return children;
  }
  const result: ForeignNode[] = [];
  let run: ForeignNode[] = [];
  const endRun = () => {
    if (run.length > 0) result.push(...wrappers(node, level + 1, run, result.length));
    run = [];
  };
  for (const child of node.children) {
    if (levelOf(child, level + 1) > level + 1) run.push(child);
    else {
      endRun();
      result.push(child);
    }
  }
  endRun();
  return result;
}

/** Where a child belongs, given the highest level it can have. */
function levelOf(child: ForeignNode, highest: number): number {
  if (child.level !== null) return Math.max(highest, child.level);
  if (child.children.length > 0) return highest;
  const wanted = child.minutes === null ? story : levelOfMinutes(child.minutes);
  return Math.min(atomic, Math.max(highest, wanted));
}

function levelOfMinutes(minutes: number): number {
  if (minutes <= atomicMinutesMax) return atomic;
  if (minutes <= 120) return 4;
  if (minutes <= 480) return 3;
  return story;
}

/** Derived nodes at `level` above children that belong further down. */
function wrappers(
  parent: ForeignNode,
  level: number,
  run: readonly ForeignNode[],
  before: number,
): ForeignNode[] {
  const natural = run.reduce((least, child) => Math.min(least, levelOf(child, level)), atomic);
  const highest = sunkLevel(run, level, natural);
  const capacity = childrenMax ** Math.max(1, highest - level);
  const groups = evenly(run, Math.max(Math.ceil(run.length / capacity), run.length >= 4 ? 2 : 1));
  return groups.map((children, at) => {
    const title =
      groups.length === 1 ? parent.title : `${parent.title}: ${at + 1} of ${groups.length}`;
    const wrapper = derivedNode(`${parent.key}/level ${level}.${before + at + 1}`, title, parent);
    wrapper.isDone = children.every((child) => child.isDone);
    wrapper.children =
      highest === natural ? children : children.map((child) => ({ ...child, level: highest }));
    return wrapper;
  });
}

/** A long flat list is put further down, so that it fits below one parent. */
function sunkLevel(run: readonly ForeignNode[], level: number, natural: number): number {
  const isFree = run.every(
    (child) => child.level === null && child.minutes === null && child.children.length === 0,
  );
  let sunk = natural;
  while (isFree && sunk < atomic - 1 && run.length > childrenMax ** (sunk - level + 1)) sunk += 1;
  return sunk;
}

/** An atomic has no children: what the document nests below it says how one can tell. */
function foldBelow(node: ForeignNode, tree: FittedTree): ForeignNode {
  if (node.children.length === 0) return node;
  const criteria = [...node.criteria];
  const open = [...node.children].reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    tree.folded += 1;
    addLine(criteria, next.title);
    for (const child of [...next.children].reverse()) open.push(child);
  }
  return { ...node, criteria, children: [] };
}
