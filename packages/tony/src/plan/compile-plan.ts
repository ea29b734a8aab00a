import type { PlanDocument, PlanFinding } from '@mosaic/contract';
import { checkCriteria } from './checks/check-criteria.ts';
import { checkCycles } from './checks/check-cycles.ts';
import { checkEdges } from './checks/check-edges.ts';
import { checkEstimates } from './checks/check-estimates.ts';
import { checkIds } from './checks/check-ids.ts';
import { checkParallel } from './checks/check-parallel.ts';
import { checkResources, type KnownPlans } from './checks/check-resources.ts';
import { checkShape } from './checks/check-shape.ts';
import { findingList } from './checks/finding-list.ts';
import { indexPlan, type PlanIndex } from './plan-index.ts';
import { precedenceGraph } from './precedence-graph.ts';
import { topologicalOrder } from './topological-order.ts';

export interface CompileOptions {
  /** Context window of the model that works on atomics, in tokens; 200,000 where left out. */
  readonly contextTokens?: number | undefined;
  /** Types of agents there are; all known ones where left out. */
  readonly agentTypes?: Iterable<string> | undefined;
  /** Plans that dependencies may lead to; not checked where left out. */
  readonly knownPlans?: KnownPlans | undefined;
}

export interface CompiledPlan {
  readonly index: PlanIndex;
  /** Errors first. At most 500 of a code are written out. */
  readonly findings: readonly PlanFinding[];
  /** All findings, also those not written out. */
  readonly counts: Readonly<Record<PlanFinding['severity'], number>>;
  /** No error was found: it can be scheduled and run. */
  readonly isRunnable: boolean;
}

/** Context window taken where none is given. */
export const contextTokensDefault = 200_000;

/**
 * Checks a plan by all rules there are and says what is wrong, where, and what to do about it.
 *
 * Takes time proportional to nodes and edges, does not throw on bad plans, and recurses nowhere.
 */
export function compilePlan(document: PlanDocument, options: CompileOptions = {}): CompiledPlan {
  const { contextTokens = contextTokensDefault, agentTypes, knownPlans } = options;
  const index = indexPlan(document);
  const list = findingList(index);
  checkIds(index, list);
  checkShape(index, list);
  checkEstimates(index, list, { tokensMax: Math.floor(contextTokens / 2) });
  checkCriteria(index, list, agentTypes === undefined ? null : new Set(agentTypes));
  checkEdges(index, list);
  const graph = precedenceGraph(index);
  const sorted = topologicalOrder(graph);
  checkCycles(index, list, { graph, sorted });
  checkParallel(index, list, { graph, sorted });
  checkResources(index, list, knownPlans ?? null);
  const { findings, counts } = list.end();
  return { index, findings, counts, isRunnable: counts.error === 0 };
}
