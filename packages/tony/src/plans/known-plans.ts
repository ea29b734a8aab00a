import { isMosaicError, type PlanDocument } from '@mosaic/contract';
import type { KnownPlans } from '../plan/checks/check-resources.ts';
import type { LoadedDocument } from './plan-memory.ts';
import type { PlanScope } from './plan-store.ts';

/**
 * The plans that nodes of a document wait for, with their nodes; those that are not there are
 * left out. Null for a document that waits for none.
 */
export async function knownPlans(
  load: (scope: PlanScope, planId: string) => Promise<LoadedDocument>,
  scope: PlanScope,
  { externals }: Pick<PlanDocument, 'externals'>,
): Promise<KnownPlans | null> {
  if (externals.length === 0) return null;
  const known = new Map<string, ReadonlySet<string>>();
  for (const planId of new Set(externals.map((external) => external.planId))) {
    try {
      const { index } = await load(scope, planId);
      known.set(planId, new Set(index.positionOf.keys()));
    } catch (error) {
      if (!isMosaicError(error) || error.code !== 'not_found') throw error;
    }
  }
  return known;
}
