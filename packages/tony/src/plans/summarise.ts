import type { Plan, PlanFinding, PlanSeverity } from '@mosaic/contract';
import { levelCounts } from '../plan/level-counts.ts';
import { isLeaf, type PlanIndex } from '../plan/plan-index.ts';

/** What is told of a plan without reading it. */
export type PlanSummary = Pick<Plan, 'epics' | 'counts' | 'findings' | 'minutes' | 'tokens'>;

/** Minutes and tokens are known only where every leaf has an estimate of them. */
export function summarise(index: PlanIndex, findings: Plan['findings']): PlanSummary {
  let minutes: number | null = null;
  let tokens: number | null = null;
  let isFirst = true;
  for (const [at, { estimate }] of index.nodes.entries()) {
    if (!isLeaf(index, at)) continue;
    minutes = sum(isFirst ? 0 : minutes, estimate?.minutes ?? null);
    tokens = sum(isFirst ? 0 : tokens, estimate?.tokens ?? null);
    isFirst = false;
  }
  const epics = index.nodes.filter((_, at) => index.level[at] === 0).map(({ id }) => id);
  return {
    epics: [...new Set(epics)],
    counts: levelCounts(index.document),
    findings,
    minutes,
    tokens,
  };
}

const order: readonly PlanSeverity[] = ['error', 'warning', 'advice'];

/** The first findings, errors before warnings before advice. */
export function worstFindings(findings: readonly PlanFinding[], max: number): PlanFinding[] {
  if (findings.length <= max) return [...findings];
  return order
    .flatMap((severity) => findings.filter((finding) => finding.severity === severity))
    .slice(0, max);
}

function sum(total: number | null, more: number | null): number | null {
  return total === null || more === null ? null : total + more;
}
