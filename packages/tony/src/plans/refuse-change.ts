import { limits, MosaicError, type PlanDocument } from '@mosaic/contract';
import { toInstant } from '@mosaic/mcp';
import type { PlanIndex } from '../plan/plan-index.ts';
import { planLimits } from './limits.ts';
import type { StoredPlan } from './plan-store.ts';

/** Two people do not undo each other's work: the slower one is told who was ahead. */
export function requireBase(row: StoredPlan, baseVersion: number | undefined): void {
  if (baseVersion === undefined || baseVersion === row.version) return;
  const { version, changed_by: by, changed_what: what } = row;
  const at = toInstant(row.updated_at);
  throw new MosaicError(
    'conflict',
    `The plan is at version ${version}, and the change is based on ${baseVersion}. ${by} was ahead at ${at}: ${what}. Read the plan again, then repeat the change.`,
    { details: { version, baseVersion, by, at, what } },
  );
}

/** A plan of this size is not computed again while everybody waits for the transaction. */
export function requireSmall(row: StoredPlan, { nodes }: Pick<PlanDocument, 'nodes'>): void {
  if (nodes.length <= planLimits.inlineNodesMax) return;
  throw new MosaicError(
    'conflict',
    `${row.changed_by} changed the plan at the same moment: ${row.changed_what}. Repeat the change.`,
    { details: { version: row.version, by: row.changed_by } },
  );
}

/** The tasks of a mission are named by the nodes they came from, so these stay while it runs. */
export function requireNodesKept(
  { row, index }: { row: StoredPlan; index: PlanIndex },
  changed: PlanIndex,
): void {
  if (row.status !== 'running' || changed === index) return;
  const isKept =
    index.nodes.length === changed.nodes.length &&
    index.nodes.every(({ id }, at) => id === changed.nodes[at]?.id);
  if (isKept) return;
  throw new MosaicError(
    'conflict',
    `Mission ${row.mission_id} works from the nodes of this plan. Stop it before nodes are added, moved or removed.`,
    { details: { missionId: row.mission_id } },
  );
}

/** A plan grows edit by edit; it ends where no document could say more. */
export function requireFit({ nodes, edges }: Pick<PlanDocument, 'nodes' | 'edges'>): void {
  const { planNodesMax, planEdgesMax } = limits;
  if (nodes.length <= planNodesMax && edges.length <= planEdgesMax) return;
  throw new MosaicError(
    'precondition_failed',
    `A plan has at most ${planNodesMax} nodes and ${planEdgesMax} dependencies. Make a plan of its own of what is new.`,
    { details: { nodes: nodes.length, edges: edges.length } },
  );
}
