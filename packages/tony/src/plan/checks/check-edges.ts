import type { PlanEdge } from '@mosaic/contract';
import { edgeEnds } from '../edge-ends.ts';
import type { PlanIndex } from '../plan-index.ts';
import { isWithin } from '../precedence-graph.ts';
import type { FindingList } from './finding-list.ts';

/** Each dependency on its own, and those between the same two nodes against each other. */
export function checkEdges(index: PlanIndex, findings: FindingList): void {
  const { edges } = index.document;
  const ends = edgeEnds(index);
  for (let at = 0; at < edges.length; at += 1) {
    const edge = edges[at];
    const from = ends[2 * at] ?? -1;
    const to = ends[2 * at + 1] ?? -1;
    if (edge === undefined) continue;
    if (from < 0 || to < 0) {
      const missing = from < 0 ? edge.from : edge.to;
      findings.at('edge_unknown_node', Math.max(from, to), () => {
        return `The dependency ${described(edge)} names ${missing}, which is not in the plan. Remove it, or add the node.`;
      });
      continue;
    }
    if (from === to) {
      findings.at('edge_to_self', from, () => {
        return `${edge.from} depends on itself. Remove the dependency.`;
      });
    } else if (isWithin(index, from, to) || isWithin(index, to, from)) {
      findings.at('edge_to_ancestor', Math.max(from, to), () => {
        return `The dependency ${described(edge)} joins a node with one above it, which is done only when all below is. Join it with a sibling instead.`;
      });
    }
    if (edge.kind === 'conditional' && edge.when === undefined) {
      findings.at('condition_missing', to, () => {
        return `The conditional dependency ${described(edge)} does not say when it holds. Set "when" to done or failed.`;
      });
    }
  }
  checkPairs(index, findings);
}

/** Edge in words, such as `F.001.01 → F.001.02`. */
function described(edge: PlanEdge): string {
  const signs = { sequential: '→', parallel: '||', conditional: '?', resource: '≠' };
  return `${edge.from} ${signs[edge.kind]} ${edge.to}`;
}

/**
 * Finds edges that join the same two nodes, whichever way: edges are chained by their lower end,
 * and within one chain each higher end is marked, so that edges without a twin cost one step.
 */
function checkPairs(index: PlanIndex, findings: FindingList): void {
  const { edges } = index.document;
  const ends = edgeEnds(index);
  const first = new Int32Array(index.nodes.length).fill(-1);
  const next = new Int32Array(edges.length).fill(-1);
  for (let at = edges.length - 1; at >= 0; at -= 1) {
    const low = Math.min(ends[2 * at] ?? -1, ends[2 * at + 1] ?? -1);
    if (low < 0) continue;
    next[at] = first[low] ?? -1;
    first[low] = at;
  }
  const mark = new Int32Array(index.nodes.length).fill(-1);
  const twins = new Set<number>();
  for (let low = 0; low < first.length; low += 1) {
    for (let at = first[low] ?? -1; at >= 0; at = next[at] ?? -1) {
      const high = Math.max(ends[2 * at] ?? -1, ends[2 * at + 1] ?? -1);
      if (mark[high] === low) twins.add(high);
      mark[high] = low;
    }
    if (twins.size === 0) continue;
    for (const high of twins) {
      const joining: PlanEdge[] = [];
      for (let at = first[low] ?? -1; at >= 0; at = next[at] ?? -1) {
        const edge = edges[at];
        const other = Math.max(ends[2 * at] ?? -1, ends[2 * at + 1] ?? -1);
        if (other === high && edge !== undefined) joining.push(edge);
      }
      comparePair(index, findings, joining);
    }
    twins.clear();
  }
}

function comparePair(index: PlanIndex, findings: FindingList, joining: readonly PlanEdge[]): void {
  const different = new Map<string, PlanEdge>();
  for (const edge of joining) {
    const place = index.find(edge.to);
    const key = isEitherWay(edge) ? edge.kind : `${edge.kind} ${edge.from} ${edge.when}`;
    if (different.has(key)) {
      findings.at('edge_duplicate', place, () => {
        return `The dependency ${described(edge)} is there twice. Remove one of them.`;
      });
      continue;
    }
    for (const other of different.values()) {
      if (isContradiction(edge, other)) {
        findings.at('condition_contradiction', place, () => {
          return `${edge.to} is to be done when ${edge.from} is done and also when it fails. Use a sequential dependency, or two nodes.`;
        });
      }
      if (isEitherWay(edge) && isEitherWay(other)) {
        findings.at('parallel_contradiction', place, () => {
          return `${edge.from} and ${edge.to} are said to be parallel, and also not to be under way together. Remove one of the two.`;
        });
      }
    }
    different.set(key, edge);
  }
}

function isContradiction(edge: PlanEdge, other: PlanEdge): boolean {
  const isBoth = edge.kind === 'conditional' && other.kind === 'conditional';
  if (!isBoth || edge.from !== other.from) return false;
  return edge.when !== undefined && other.when !== undefined;
}

function isEitherWay(edge: PlanEdge): boolean {
  return edge.kind === 'parallel' || edge.kind === 'resource';
}
