import { type PlanDocument, type PlanGapArea, type PlanGaps, planGapAreas } from '@mosaic/contract';
import { applyGaps } from '../gaps/apply-gaps.ts';
import { levelCounts } from '../plan/level-counts.ts';
import { splitLongAtomics } from '../plan/split-leaf.ts';
import type { Decomposed, PhaseOption } from './planning.ts';

/** What a plan lacks, in some areas. */
export type FindGaps = (document: PlanDocument, areas: readonly PlanGapArea[]) => Promise<PlanGaps>;

/**
 * The second phase as far as it changes the plan: atomics that are too long are split and what is
 * missing is added, and with the dependencies those that were found.
 */
export async function decompose(
  document: PlanDocument,
  parts: readonly PhaseOption[],
  findGaps: FindGaps,
): Promise<{ document: PlanDocument; decomposed: Decomposed }> {
  const isSplit = parts.includes('decompose-tasks');
  const { document: whole, split } = isSplit ? splitLongAtomics(document) : { document, split: [] };
  const areas = planGapAreas.filter((area) =>
    area === 'dependencies' ? parts.includes('map-dependencies') : isSplit,
  );
  const { gaps } = await findGaps(whole, areas);
  const grown = gaps.length === 0 ? whole : applyGaps(whole, gaps);
  const edges = gaps.flatMap((gap) => gap.edges);
  return {
    document: grown,
    decomposed: {
      gapsFound: gaps.length,
      split: split.map(({ from }) => from),
      nodesAdded: grown.nodes.length - document.nodes.length,
      edgesAdded: grown.edges.length - document.edges.length,
      before: countsOf(document),
      after: countsOf(grown),
      found: edges.map(({ from, to }) => `${from} → ${to}`),
    },
  };
}

function countsOf(document: PlanDocument): Decomposed['before'] {
  return { counts: levelCounts(document), edges: document.edges.length };
}
