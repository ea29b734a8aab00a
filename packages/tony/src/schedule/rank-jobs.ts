import type { PlanPriority } from '@mosaic/contract';
import type { CriticalPath } from './critical-path.ts';
import { type PlanWork, role } from './plan-work.ts';

/** Moments closer than this are the same. */
const epsilon = 1e-6;

const priorityRank: Readonly<Record<PlanPriority, number>> = {
  critical: 0,
  high: 1,
  medium: 2,
  low: 3,
};

/** Positions of the leaves still to be scheduled, the most urgent first. */
export function rankJobs(work: PlanWork, path: CriticalPath): Int32Array {
  const { index, roles, started } = work;
  const urgency = new Float64Array(index.nodes.length);
  const priority = new Uint8Array(index.nodes.length);
  const open: number[] = [];
  for (const [position, node] of index.nodes.entries()) {
    const above = index.parent[position] ?? -1;
    const own = priorityRank[node.priority];
    // Medium is what nobody has said anything about.
    priority[position] =
      node.priority === 'medium' && above !== -1 ? (priority[above] ?? own) : own;
    if (roles[position] !== role.open && roles[position] !== role.skipped) continue;
    const late = Math.round((path.lateStart[position] ?? 0) / epsilon);
    urgency[position] = started.has(node.id) ? -1 : late;
    open.push(position);
  }
  return Int32Array.from(open).sort(
    (a, b) =>
      (urgency[a] ?? 0) - (urgency[b] ?? 0) || (priority[a] ?? 0) - (priority[b] ?? 0) || a - b,
  );
}
