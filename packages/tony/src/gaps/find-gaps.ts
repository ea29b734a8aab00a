import {
  type PlanDocument,
  type PlanGap,
  type PlanGapArea,
  type PlanGaps,
  planGapAreas,
  type RepositoryAnalysis,
} from '@mosaic/contract';
import { levelCounts } from '../plan/level-counts.ts';
import { readSetting } from '../templates/read-setting.ts';
import { gapDraft } from './gap-draft.ts';
import { gapLimits } from './gap-limits.ts';
import { type GapContext, type GapRule, runRule } from './gap-rule.ts';
import { ordering } from './ordering.ts';
import { crossCuttingRules } from './rules/cross-cutting.ts';
import { dependencyRules } from './rules/dependencies.ts';
import { edgeCaseRules } from './rules/edge-cases.ts';
import { integrationPointRules } from './rules/integration-points.ts';
import { qualityGateRules } from './rules/quality-gates.ts';

/** Rules that add steps, in the order in which they look; edges are looked for after them all. */
const stepRules: readonly GapRule[] = [
  ...qualityGateRules,
  ...integrationPointRules,
  ...edgeCaseRules,
  ...crossCuttingRules,
];

/**
 * Finds what a plan lacks, by rules over the plan and the repository, and what would fill it.
 *
 * Pure and deterministic. All gaps of one answer belong together: their ids fit the plan and each
 * other. `applyGaps` fills them all; the plan then compiles as it did before, and a second look
 * finds no more, unless a bound was reached or no place was left for a step. A plan whose
 * dependencies go round in a circle gets no new edges between its own nodes.
 */
export function findGaps(
  document: PlanDocument,
  analysis: RepositoryAnalysis | null,
  areas: readonly PlanGapArea[] = planGapAreas,
): PlanGaps {
  const setting = readSetting(document.goal, analysis);
  const draft = gapDraft(document);
  const context: GapContext = {
    draft,
    analysis,
    testOf: setting.testOf,
    testCommand: setting.testCommand,
    page: setting.page,
  };
  const gaps: PlanGap[] = [];
  for (const rule of stepRules) {
    if (areas.includes(rule.area)) {
      gaps.push(...runRule(rule, context, gapLimits.gapsMax - gaps.length));
    }
  }
  let grown = draft.document();
  if (areas.includes('dependencies')) {
    const found = findEdges(grown, context, gapLimits.gapsMax - gaps.length);
    gaps.push(...found.gaps);
    grown = found.document;
  }
  return {
    gaps,
    before: { counts: levelCounts(document), edges: document.edges.length },
    after: { counts: levelCounts(grown), edges: grown.edges.length },
  };
}

function findEdges(
  document: PlanDocument,
  context: GapContext,
  gapsMax: number,
): { gaps: PlanGap[]; document: PlanDocument } {
  const gaps: PlanGap[] = [];
  let grown = document;
  for (const rule of dependencyRules) {
    const taken = new Set<string>();
    // Where nodes are said to be parallel, two edges together may order what neither does alone.
    const isOneByOne = document.edges.some(({ kind }) => kind === 'parallel');
    for (let isMore = true; isMore; ) {
      isMore = false;
      const found = ordering(grown);
      if (found === null) return { gaps, document: grown };
      for (const { reason, edges } of rule.find(found, context)) {
        const own = edges.filter(({ from, to }) => !taken.has(`${from} ${to}`));
        if (own.length === 0 || gaps.length >= gapsMax) continue;
        for (const { from, to } of own) taken.add(`${from} ${to}`);
        gaps.push({ area: 'dependencies', rule: rule.name, reason, nodes: [], edges: own });
        grown = { ...grown, edges: [...grown.edges, ...own] };
        isMore = isOneByOne;
        if (isMore) break;
      }
    }
  }
  return { gaps, document: grown };
}
