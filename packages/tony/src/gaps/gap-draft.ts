import type { PlanDocument, PlanEdge, PlanNode, PlanNodeFields } from '@mosaic/contract';
import { childId, childNumberMax, numberOf } from '../plan/node-id.ts';
import { childrenOf, indexPlan } from '../plan/plan-index.ts';
import { precedenceGraph } from '../plan/precedence-graph.ts';
import { type AtomicFacts, atomicFacts } from './atomic-facts.ts';
import { gapLimits } from './gap-limits.ts';

/** A plan that grows while its gaps are looked for, with places for what is missing. */
export interface GapDraft {
  /** Positions of all nodes of a level, 0 for epics to 5 for atomics, in the order of ids. */
  level(number: number): readonly number[];
  node(position: number): PlanNode;
  /** All atomics below a node, those added among them. */
  atomicsBelow(position: number): AtomicFacts[];
  /** Adds atomics near another one, to be done after it; null where no place is left. */
  add(nearId: string, step: PlanNodeFields, check: PlanNodeFields): AddedNodes | null;
  /** The plan with all that was added, its nodes in order as `compilePlan` wants them. */
  document(): PlanDocument;
}

export interface AddedNodes {
  readonly nodes: PlanNode[];
  readonly edges: PlanEdge[];
}

interface Place {
  readonly parent: number;
  /** Whether the parent is a task, in which a subtask has to be made first. */
  readonly isTask: boolean;
}

export function gapDraft(source: PlanDocument): GapDraft {
  const index = indexPlan(source);
  const nodes = [...index.nodes];
  const parent = [...index.parent];
  const levels = [...index.level];
  const children = nodes.map((_, at) => childrenOf(index, at));
  const facts = nodes.map((node, at) => (levels[at] === 5 ? atomicFacts(node) : null));
  const positions = new Map(index.positionOf);
  const edges: PlanEdge[] = [];
  const before = predecessors(index);
  const minutesOf = (at: number) =>
    (children[at] ?? []).reduce((sum, child) => sum + (nodes[child]?.estimate?.minutes ?? 0), 0);

  const atomicsBelow = (position: number) => {
    const found: AtomicFacts[] = [];
    const open = [position];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const own = facts[at];
      if (own) found.push(own);
      // The first child is taken out first, so that atomics come in the order of their ids.
      open.push(...(children[at] ?? []).toReversed());
    }
    return found;
  };

  const append = (above: number, fields: PlanNodeFields): number => {
    const parentNode = nodes[above];
    const siblings = children[above] ?? [];
    const numbers = siblings.map((child) => numberOf(nodes[child]?.id ?? ''));
    const node: PlanNode = {
      ...fields,
      id: childId(parentNode?.id ?? null, Math.max(0, ...numbers) + 1),
      parentId: parentNode?.id ?? null,
    };
    const at = nodes.push(node) - 1;
    parent.push(above);
    levels.push((levels[above] ?? 0) + 1);
    facts.push(levels[at] === 5 ? atomicFacts(node) : null);
    children.push([]);
    siblings.push(at);
    positions.set(node.id, at);
    before.push([2 * above], [2 * at]);
    before[2 * above + 1]?.push(2 * at + 1);
    return at;
  };

  const connect = (from: number, to: number): PlanEdge => {
    const edge: PlanEdge = {
      from: nodes[from]?.id ?? '',
      to: nodes[to]?.id ?? '',
      kind: 'sequential',
    };
    edges.push(edge);
    before[2 * to]?.push(2 * from + 1);
    return edge;
  };

  // Inside what holds `near` a step orders nothing else; elsewhere it might order what is parallel.
  const staysNear = source.edges.some(({ kind }) => kind === 'parallel');
  const findPlace = (near: number, steps: number): Place | null => {
    // What has to be done before `near` cannot hold what is done after it.
    const earlier = reachedBackwards(before, 2 * near);
    const isFree = (at: number) => earlier[2 * at + 1] !== 1;
    const room = (at: number, max: number) => {
      const numbers = (children[at] ?? []).map((child) => numberOf(nodes[child]?.id ?? ''));
      return numbers.length + 1 <= max && Math.max(0, ...numbers) < childNumberMax;
    };
    for (const isWanted of [true, false]) {
      const partMax = isWanted ? gapLimits.stepsWantedMax : gapLimits.childrenMax;
      const taskMax = isWanted ? gapLimits.partsWantedMax : gapLimits.childrenMax;
      let scope = parent[near] ?? -1;
      const stop = isWanted ? 2 : 0;
      for (; scope >= 0 && (levels[scope] ?? 0) >= stop; scope = parent[scope] ?? -1) {
        const parts = (staysNear ? [parent[near] ?? -1] : scopeOf(scope, 4)).filter(isFree);
        const part = parts.find(
          (at) =>
            room(at, partMax) && (!isWanted || minutesOf(at) + steps <= gapLimits.partMinutesMax),
        );
        if (part !== undefined) return { parent: part, isTask: false };
        const above = parent[parent[near] ?? -1] ?? -1;
        const tasks = (staysNear ? [above] : scopeOf(scope, 3)).filter(isFree);
        const task = tasks.find((at) => room(at, taskMax) && (children[at] ?? []).length > 0);
        if (task !== undefined) return { parent: task, isTask: true };
      }
    }
    return null;
  };

  const scopeOf = (position: number, level: number): number[] => {
    const found: number[] = [];
    const open = [position];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (levels[at] === level) found.push(at);
      else if ((levels[at] ?? 9) < level) open.push(...(children[at] ?? []).toReversed());
    }
    return found;
  };

  return {
    level: (number) =>
      nodes.flatMap((_, at) => (levels[at] === number && at < index.nodes.length ? [at] : [])),
    node: (position) => nodes[position] ?? unreachable(position),
    atomicsBelow,
    add(nearId, step, check) {
      const near = positions.get(nearId);
      if (near === undefined) return null;
      const place = findPlace(near, step.estimate?.minutes ?? 0);
      if (place === null) return null;
      const added: AddedNodes = { nodes: [], edges: [] };
      const push = (above: number, fields: PlanNodeFields) => {
        const at = append(above, fields);
        added.nodes.push(nodes[at] ?? unreachable(at));
        return at;
      };
      if (!place.isTask) {
        const at = push(place.parent, step);
        added.edges.push(connect(near, at));
        return added;
      }
      const part = push(place.parent, partFor(step));
      const first = push(part, step);
      const second = push(part, check);
      added.edges.push(connect(near, first), connect(first, second));
      return added;
    },
    document: () => {
      const grown = { ...source, nodes, edges: [...source.edges, ...edges] };
      return indexPlan(grown).document;
    },
  };
}

/** The subtask that is made for a step where no other has room. */
function partFor(step: PlanNodeFields): PlanNodeFields {
  return {
    ...step,
    title: `Fill a gap: ${step.title}`.slice(0, gapLimits.titleCharsMax),
    estimate: null,
    taskType: null,
    agentType: null,
    completionCriteria: [],
    files: [],
  };
}

/** For each vertex of the precedence graph the vertices that lead to it, in lists that can grow. */
function predecessors(index: ReturnType<typeof indexPlan>): number[][] {
  const { size, offsets, targets } = precedenceGraph(index);
  const before: number[][] = Array.from({ length: size }, () => []);
  for (let vertex = 0; vertex < size; vertex += 1) {
    for (let at = offsets[vertex] ?? 0; at < (offsets[vertex + 1] ?? 0); at += 1) {
      before[targets[at] ?? 0]?.push(vertex);
    }
  }
  return before;
}

function reachedBackwards(before: readonly number[][], from: number): Uint8Array {
  const reached = new Uint8Array(before.length);
  reached[from] = 1;
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const other of before[at] ?? []) {
      if (reached[other] === 1) continue;
      reached[other] = 1;
      open.push(other);
    }
  }
  return reached;
}

function unreachable(position: number): never {
  throw new RangeError(`No node stands at ${position}.`);
}
