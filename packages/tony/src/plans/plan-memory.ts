import { MosaicError, type PlanDocument } from '@mosaic/contract';
import { indexPlan, type PlanIndex } from '../plan/plan-index.ts';
import type { PlanCompute } from './compute/plan-compute.ts';
import type { CheckedPlan } from './compute/plan-jobs.ts';
import { knownPlans } from './known-plans.ts';
import { planLimits } from './limits.ts';
import { findPlan, type PlanReader, type PlanScope, type StoredPlan } from './plan-store.ts';

/** One version of a plan, read once and shared by all who ask; nobody changes it. */
export interface LoadedDocument {
  readonly stamp: string;
  readonly document: PlanDocument;
  readonly index: PlanIndex;
}

export interface LoadedPlan extends LoadedDocument {
  readonly row: StoredPlan;
}

/**
 * Documents in memory by the stamp of their version, the longest unused forgotten first.
 *
 * A stamp stands for one document for ever, so that what a transaction wrote may be kept before
 * it is committed: after a roll-back nobody asks for it.
 */
export interface PlanMemory {
  load(scope: PlanScope, planId: string): Promise<LoadedPlan>;
  /** What the compiler says of a version. */
  check(scope: PlanScope, loaded: LoadedDocument): Promise<CheckedPlan>;
  /** What the compiler says of a document that is no version yet. */
  checkDocument(scope: PlanScope, document: PlanDocument): Promise<CheckedPlan>;
  keep(stamp: string, document: PlanDocument, checked: CheckedPlan | null): LoadedDocument;
}

interface Kept extends LoadedDocument {
  checked: Promise<CheckedPlan> | null;
}

/** How often a plan is looked for again when it changes while it is read. */
const readsMax = 5;

export function createPlanMemory(compute: PlanCompute): PlanMemory {
  const kept = new Map<string, Kept>();

  const keep = (stamp: string, document: PlanDocument, checked: CheckedPlan | null): Kept => {
    const entry: Kept = {
      stamp,
      document,
      index: indexPlan(document),
      checked: checked && Promise.resolve(checked),
    };
    kept.set(stamp, entry);
    forget(kept);
    return entry;
  };
  const recall = (stamp: string): Kept | undefined => {
    const known = kept.get(stamp);
    if (known === undefined) return undefined;
    kept.delete(stamp);
    kept.set(stamp, known);
    return known;
  };
  const load = async (scope: PlanScope, planId: string): Promise<LoadedPlan> => {
    for (let reads = 0; reads < readsMax; reads += 1) {
      const row = await findPlan(scope, planId);
      const known = recall(row.stamp);
      if (known) return { ...known, row };
      const document = await readDocument(scope, row);
      if (document !== null) return { ...keep(row.stamp, document, null), row };
    }
    throw new MosaicError('unavailable', `Plan ${planId} changes too fast to be read. Try again.`);
  };
  const checkDocument = async (scope: PlanScope, document: PlanDocument) =>
    compute.check({ document, known: await knownPlans(load, scope, document) });
  return {
    keep,
    load,
    checkDocument,
    async check(scope, loaded) {
      // Other plans change by themselves, so nothing is remembered of what waits for them.
      if (loaded.document.externals.length > 0) return checkDocument(scope, loaded.document);
      const entry = kept.get(loaded.stamp) ?? { ...loaded, checked: null };
      entry.checked ??= compute.check({ document: loaded.document, known: null });
      return entry.checked.catch((error: unknown) => {
        // What failed for want of time may succeed the next time.
        entry.checked = null;
        throw error;
      });
    },
  };
}

/** Null when the plan went on to another version since its row was read. */
async function readDocument(
  { store, principal }: PlanScope,
  { id, stamp }: StoredPlan,
): Promise<PlanDocument | null> {
  const plans: PlanReader = store;
  const found = await plans
    .selectFrom('plan_document')
    .select('document')
    .where('tenant', '=', principal.tenant)
    .where('plan_id', '=', id)
    .where('stamp', '=', stamp)
    .executeTakeFirst();
  return found ? JSON.parse(found.document) : null;
}

function forget(kept: Map<string, Kept>): void {
  let nodes = 0;
  for (const { document } of kept.values()) nodes += document.nodes.length;
  for (const [stamp, { document }] of kept) {
    const isRoomy = kept.size <= planLimits.cachedPlansMax && nodes <= planLimits.cachedNodesMax;
    if (isRoomy || kept.size === 1) return;
    kept.delete(stamp);
    nodes -= document.nodes.length;
  }
}
