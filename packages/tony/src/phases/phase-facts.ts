import type {
  Plan,
  PlanFinding,
  PlanForecast,
  PlanGaps,
  PlanNode,
  PlanSchedule,
  RepositoryAnalysis,
} from '@mosaic/contract';
import { isLeaf, type PlanIndex } from '../plan/plan-index.ts';
import type { Planning } from './planning.ts';

/** How long the plan takes with so many workers. */
export interface WorkersTried {
  readonly workers: number;
  readonly makespanMinutes: number;
  /** Share of the workers' time that is work, 0 to 1. */
  readonly utilisation: number;
}

/** What the files of all phases are computed from: nothing in them is made up. */
export interface PhaseFacts {
  readonly plan: Plan;
  readonly planning: Planning;
  readonly index: PlanIndex;
  readonly findings: readonly PlanFinding[];
  readonly isRunnable: boolean;
  /** Null for a plan of no project, or one that could not be read: `analysisNote` says why. */
  readonly analysis: RepositoryAnalysis | null;
  readonly analysisNote: string | null;
  /** Null for a plan nothing can be said about, such as one with a cycle: `scheduleNote` says why. */
  readonly schedule: PlanSchedule | null;
  readonly scheduleNote: string | null;
  readonly forecast: PlanForecast | null;
  /** By ascending number of workers; empty unless resources were optimised. */
  readonly tried: readonly WorkersTried[];
  readonly gaps: PlanGaps;
}

/** Leaves with what is below a node, in order. */
export function leavesOf(index: PlanIndex, from = 0, to = index.nodes.length): PlanNode[] {
  const leaves: PlanNode[] = [];
  for (let at = from; at < to; at += 1) {
    const node = index.nodes[at];
    if (node !== undefined && isLeaf(index, at)) leaves.push(node);
  }
  return leaves;
}

/** Leaves at and below one node. */
export function leavesBelow(index: PlanIndex, at: number): PlanNode[] {
  return leavesOf(index, at, index.end[at] ?? at + 1);
}

export function minutesOf(leaves: readonly PlanNode[]): number {
  return leaves.reduce((sum, { estimate }) => sum + (estimate?.minutes ?? 0), 0);
}

/** Nodes of one level with their positions. */
export function nodesAt(index: PlanIndex, level: number): { node: PlanNode; at: number }[] {
  const found: { node: PlanNode; at: number }[] = [];
  for (const [at, node] of index.nodes.entries()) {
    if (index.level[at] === level) found.push({ node, at });
  }
  return found;
}
