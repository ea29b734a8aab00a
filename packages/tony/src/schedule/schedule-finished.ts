import type { PlanLimits } from '@mosaic/contract';
import { jobGraph } from './job-graph.ts';
import { createLevelling } from './level-schedule.ts';
import { type PlanWork, role } from './plan-work.ts';

/**
 * Packs what is over, by order and workers alone: which limits held back then is no longer
 * known. Fills its starts and gives the minute at which the rest begins.
 */
export function scheduleFinished(
  work: PlanWork,
  { workers }: PlanLimits,
  minutes: Float64Array,
  starts: Float64Array,
): number {
  if (work.finished.size === 0) return 0;
  const positions = Int32Array.from(work.roles.keys()).filter(
    (position) => work.roles[position] === role.finished,
  );
  const graph = jobGraph(work, positions);
  const levelling = createLevelling({ graph, claims: null, workers });
  const took = levelling.run(Float64Array.from(positions, (it) => minutes[it] ?? 0));
  for (const [job, position] of positions.entries()) {
    starts[position] = levelling.starts[job] ?? 0;
  }
  return took;
}
