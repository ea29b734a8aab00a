import { limits, type PlanDocument, type PlanEdge, type PlanNode } from '@mosaic/contract';
import { contextTokensDefault } from './compile-plan.ts';
import { childrenMax, levelRules } from './level-rules.ts';
import { childId, childNumberMax, levelNumber, numberOf } from './node-id.ts';
import { childrenOf, indexPlan, type PlanIndex } from './plan-index.ts';
import { sortEdges } from './sort-edges.ts';

export interface SplitPlan {
  readonly document: PlanDocument;
  /** Atomics that were too large, with the ids of their parts in order; the first keeps the id. */
  readonly split: readonly { from: string; into: string[] }[];
  /** Atomics left as they were, and why: they stay errors of the plan. */
  readonly refused: readonly { nodeId: string; reason: string }[];
}

/**
 * Splits atomics of more than 30 minutes, or more than half a context window of tokens, into equal
 * parts that follow each other, where there is room among their siblings.
 *
 * What waited for such an atomic waits for its last part. One whose failure decides what else is
 * done is not split, since any of its parts might fail. Plans without such atomics are given back
 * as they are.
 */
export function splitLongAtomics(
  document: PlanDocument,
  options: { contextTokens?: number } = {},
): SplitPlan {
  const tokensMax = Math.floor((options.contextTokens ?? contextTokensDefault) / 2);
  const index = indexPlan(document);
  const onFailure = new Set(
    document.edges.filter(({ when }) => when === 'failed').map(({ from }) => from),
  );
  const partsOf = new Map<string, PlanNode[]>();
  const refused: { nodeId: string; reason: string }[] = [];
  const taken = new Map<number, number[]>();
  for (const [at, node] of index.nodes.entries()) {
    const count = partsNeeded(node, tokensMax);
    if (count < 2) continue;
    const parent = index.parent[at] ?? -1;
    const numbers = taken.get(parent) ?? numbersBelow(index, parent);
    taken.set(parent, numbers);
    const reason = whyNot({ count, numbers, isOnFailure: onFailure.has(node.id) });
    if (reason !== null) {
      refused.push({ nodeId: node.id, reason });
      continue;
    }
    partsOf.set(node.id, parts(node, count, numbers));
  }
  if (partsOf.size === 0) return { document, split: [], refused };
  const split = [...partsOf].map(([from, own]) => ({ from, into: own.map(({ id }) => id) }));
  const nodes = index.nodes.flatMap((node) => partsOf.get(node.id) ?? [node]);
  const edges = sortEdges(
    edgesWith(document.edges, new Map(split.map((own) => [own.from, own.into]))),
  );
  const { document: ordered } = indexPlan({ ...document, nodes, edges });
  return { document: ordered, split, refused };
}

function partsNeeded({ id, estimate }: PlanNode, tokensMax: number): number {
  if (estimate === null || levelNumber(id) !== 5) return 1;
  const byTime = Math.ceil(estimate.minutes / levelRules.atomic.minutesMax);
  return Math.max(byTime, Math.ceil((estimate.tokens ?? 0) / tokensMax));
}

function numbersBelow(index: PlanIndex, parent: number): number[] {
  if (parent < 0) return [];
  return childrenOf(index, parent).map((child) => numberOf(index.nodes[child]?.id ?? ''));
}

function whyNot(asked: {
  count: number;
  numbers: readonly number[];
  isOnFailure: boolean;
}): string | null {
  const { count, numbers, isOnFailure } = asked;
  if (isOnFailure) return 'what is done when it fails depends on it as a whole';
  if (numbers.length === 0) return 'its parent is not in the plan';
  const room = childrenMax - numbers.length;
  if (count - 1 > room) {
    return `it would take ${count} parts, and there is room for ${room + 1} below its parent`;
  }
  if (Math.max(...numbers) + count - 1 > childNumberMax)
    return 'the numbers below its parent are used up';
  return null;
}

/** The numbers after those in use; `numbers` grows by them. */
function parts(node: PlanNode, count: number, numbers: number[]): PlanNode[] {
  const { id, parentId, estimate } = node;
  const made: PlanNode[] = [];
  for (let part = 1; part <= count; part += 1) {
    const isLast = part === count;
    const number = part === 1 ? numberOf(id) : Math.max(...numbers) + 1;
    if (part > 1) numbers.push(number);
    const suffix = ` (${part} of ${count})`;
    made.push({
      ...node,
      id: childId(parentId, number),
      title: `${node.title.slice(0, limits.planLineCharsMax - suffix.length)}${suffix}`,
      estimate: estimate === null ? null : shareOf(estimate, { part, count }),
      completionCriteria: isLast
        ? node.completionCriteria
        : [`Part ${part} of ${count} is in place, and all that worked before still works`],
    });
  }
  return made;
}

/** Minutes in equal shares; tokens in whole ones that add up. */
function shareOf(
  estimate: NonNullable<PlanNode['estimate']>,
  { part, count }: { part: number; count: number },
): NonNullable<PlanNode['estimate']> {
  const { minutes, minutesLow, minutesHigh, tokens } = estimate;
  const upTo = (parts: number) => Math.floor(((tokens ?? 0) * parts) / count);
  return {
    minutes: minutes / count,
    tokens: tokens === null ? null : upTo(part) - upTo(part - 1),
    ...(minutesLow === undefined ? {} : { minutesLow: minutesLow / count }),
    ...(minutesHigh === undefined ? {} : { minutesHigh: minutesHigh / count }),
  };
}

/** Parts one after the other; what only keeps nodes apart or together holds for every part. */
function edgesWith(
  edges: readonly PlanEdge[],
  partsOf: ReadonlyMap<string, readonly string[]>,
): PlanEdge[] {
  const result: PlanEdge[] = [];
  for (const edge of edges) {
    const from = partsOf.get(edge.from) ?? [edge.from];
    const to = partsOf.get(edge.to) ?? [edge.to];
    if (edge.kind === 'sequential' || edge.kind === 'conditional') {
      result.push({ ...edge, from: from.at(-1) ?? edge.from });
      if (edge.kind === 'sequential') continue;
      for (const part of to.slice(1))
        result.push({ ...edge, from: from.at(-1) ?? edge.from, to: part });
      continue;
    }
    for (const one of from) for (const other of to) result.push({ ...edge, from: one, to: other });
  }
  for (const parts of partsOf.values()) {
    for (const [at, part] of parts.slice(1).entries()) {
      result.push({ from: parts[at] ?? part, to: part, kind: 'sequential' });
    }
  }
  return result;
}
