import type { PlanNode } from '@mosaic/contract';
import { estimateAtomic } from './estimate.ts';
import { type EstimateFactors, noFactors } from './learned-factors.ts';
import { type PlanWork, role } from './plan-work.ts';

export interface LeafMinutesOptions {
  /** Minutes of a leaf; its estimate where left out. */
  readonly minutesOf?: ((node: PlanNode) => number) | undefined;
  readonly factors?: EstimateFactors | undefined;
}

/** Minutes of each leaf that takes some, finished or not; 0 for all other nodes. */
export function leafMinutes(work: PlanWork, options: LeafMinutesOptions): Float64Array {
  const { index, roles, finished, started } = work;
  const factors = options.factors ?? noFactors;
  const minutesOf = options.minutesOf ?? ((node) => estimateAtomic(node, factors).minutes);
  const minutes = new Float64Array(index.nodes.length);
  for (const [position, node] of index.nodes.entries()) {
    const kind = roles[position];
    if (kind === role.finished) minutes[position] = finished.get(node.id)?.minutes ?? 0;
    else if (kind === role.open) {
      minutes[position] = withSpent(minutesOf(node), started.get(node.id));
    }
  }
  return minutes;
}

/** What has run longer than it was thought to take needs some more. */
function withSpent(minutes: number, spent = 0): number {
  return Math.max(minutes, spent + minutes / 10);
}
