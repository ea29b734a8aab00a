import type { PlanDocument, PlanSource } from '@mosaic/contract';
import { limits, MosaicError } from '@mosaic/contract';
import { buildPlan, type TreeEdge, type TreeNode } from '../plan/build-plan.ts';
import { splitLongAtomics } from '../plan/split-leaf.ts';
import { type FittedTree, fitLevels } from './fit-levels.ts';
import { addLine, type ForeignLink, type ForeignNode, type ForeignPlan } from './foreign-plan.ts';
import { plainLine } from './plain-line.ts';
import { sourceLimits } from './source-limits.ts';

/** Minutes of an atomic the document gives none for. */
const atomicMinutes = 20;
/** Parts of one node that a dependency is carried over to, so that wide nodes stay cheap. */
const partsMax = 20;

export interface PlanFromForeign {
  document: PlanDocument;
  notes: string[];
}

/**
 * Makes a plan of a foreign document: six levels, criteria, estimates, ids.
 *
 * What the rules added is tagged `derived`, what the document says is finished `done`; the notes
 * count both. Throws `invalid_input` where there is nothing to plan, or too much for one plan.
 */
export function foreignToPlan(
  foreign: ForeignPlan,
  source: PlanSource,
  epicNumber: number,
): PlanFromForeign {
  const tree = fitLevels(foreign.roots);
  if (tree.epics.length + epicNumber - 1 > 999) {
    throw new MosaicError(
      'invalid_input',
      `The document makes ${tree.epics.length} epics, and their numbers end at 999. Split it.`,
    );
  }
  const counts = { done: 0, criteria: 0, minutes: 0 };
  const epics = tree.epics.map((epic) => toTreeNode(epic, 0, epic, counts));
  const { edges, dropped } = treeEdges(foreign.links, tree);
  const built = buildPlan({
    title: plainLine(foreign.title) || 'Untitled plan',
    goal: foreign.goal.trim().slice(0, limits.planTextCharsMax).toWellFormed(),
    source,
    epics,
    edges,
    epicNumber,
  });
  const { document, split } = splitLongAtomics(built.document);
  const notes = [...foreign.notes];
  const say = (count: number, what: string, of = '') => {
    if (count > 0) notes.push(`${what}: ${count}${of}.`);
  };
  say(tree.derived, 'Nodes derived by rule, tagged “derived”', ` of ${document.nodes.length}`);
  say(tree.split, 'Nodes with more than 7 children, split into parts');
  say(split.length, 'Atomics that were too long, split into parts');
  say(tree.folded, 'Lines below atomics, taken as completion criteria');
  say(counts.done, 'Nodes finished according to the document, tagged “done”');
  say(counts.criteria, 'Nodes with criteria derived from their titles');
  say(counts.minutes, `Atomics with the usual estimate of ${atomicMinutes} minutes`);
  say(dropped, 'Dependencies left out: to unknown nodes, repeated, or holding anyway');
  return { document, notes: notes.slice(0, sourceLimits.notesMax) };
}

interface Counts {
  done: number;
  criteria: number;
  minutes: number;
}

function toTreeNode(
  node: ForeignNode,
  level: number,
  above: ForeignNode,
  counts: Counts,
): TreeNode {
  const completionCriteria = [...node.criteria];
  const acceptanceCriteria = [...node.acceptance];
  if (level === 5 && completionCriteria.length === 0) {
    completionCriteria.push(...node.acceptance);
    if (completionCriteria.length === 0) {
      addLine(completionCriteria, `“${node.title}” is done and a test or a reader can see it.`);
      counts.criteria += 1;
    }
  }
  if (level === 2 && acceptanceCriteria.length === 0) {
    acceptanceCriteria.push(...node.criteria);
    if (acceptanceCriteria.length === 0) {
      addLine(acceptanceCriteria, `“${node.title}” works as described.`);
      counts.criteria += 1;
    }
  }
  if (level === 5 && node.minutes === null) counts.minutes += 1;
  const minutes = node.minutes ?? (level === 5 ? atomicMinutes : null);
  const tags = [...node.tags];
  if (node.isDerived) tags.push('derived');
  if (node.isDone) {
    tags.push('done');
    counts.done += 1;
  }
  const priority = node.priority ?? above.priority ?? 'medium';
  const named = { ...node, priority, agentType: node.agentType ?? above.agentType };
  return {
    key: node.key,
    title: node.title,
    description: node.description,
    estimate:
      minutes === null
        ? null
        : {
            minutes: Math.min(limits.planMinutesMax, Math.round(minutes * 10) / 10 || 1),
            tokens: node.tokens,
          },
    taskType: node.taskType,
    agentType: level === 5 ? named.agentType : node.agentType,
    priority,
    completionCriteria,
    acceptanceCriteria,
    files: node.files,
    uses: [],
    risk: node.risk,
    tags: [...new Set(tags)].slice(0, 20),
    children: node.children.map((child) =>
      toTreeNode(node.isDone ? { ...child, isDone: true } : child, level + 1, named, counts),
    ),
  };
}

/** Edges of the plan, carried over to the parts of nodes that were split. */
function treeEdges(
  links: readonly ForeignLink[],
  tree: FittedTree,
): { edges: TreeEdge[]; dropped: number } {
  const above = new Map<string, string | null>();
  const visit = (node: ForeignNode, parent: string | null) => {
    above.set(node.key, parent);
    for (const child of node.children) visit(child, node.key);
  };
  for (const epic of tree.epics) visit(epic, null);
  const edges = new Map<string, TreeEdge>();
  let dropped = 0;
  const add = (link: ForeignLink, from: string, to: string) => {
    const name = `${from}\n${to}`;
    const isKept =
      above.has(from) &&
      above.has(to) &&
      !edges.has(name) &&
      !isAtOrAbove(above, from, to) &&
      !isAtOrAbove(above, to, from);
    if (isKept) edges.set(name, { ...link, from, to });
    else dropped += 1;
  };
  for (const link of [...links, ...tree.links]) {
    const partsOf = (key: string) => (tree.partsOf.get(key) ?? [key]).slice(0, partsMax);
    for (const from of partsOf(link.from)) {
      for (const to of partsOf(link.to)) {
        if (edges.size >= limits.planEdgesMax) dropped += 1;
        else add(link, from, to);
      }
    }
  }
  return { edges: [...edges.values()], dropped };
}

function isAtOrAbove(
  above: ReadonlyMap<string, string | null>,
  high: string,
  low: string,
): boolean {
  for (let at: string | null | undefined = low; at != null; at = above.get(at)) {
    if (at === high) return true;
  }
  return false;
}
