import type { PlanLimits, PlanSchedule, ScheduledNode } from '@mosaic/contract';
import type { PlanIndex } from '../plan/plan-index.ts';
import { assignWorkers } from './assign-workers.ts';
import { createBottlenecks } from './bottlenecks.ts';
import { type CriticalPath, criticalPath } from './critical-path.ts';
import { jobGraph } from './job-graph.ts';
import { type LeafMinutesOptions, leafMinutes } from './leaf-minutes.ts';
import { createLevelling } from './level-schedule.ts';
import { planClaims } from './plan-claims.ts';
import { type PlanState, type PlanWork, planWork, role } from './plan-work.ts';
import { rankJobs } from './rank-jobs.ts';
import { scheduleFinished } from './schedule-finished.ts';

export interface ScheduleOptions extends PlanState, LeafMinutesOptions {}

/** Minutes closer than this are the same. */
const epsilon = 1e-6;

/**
 * Says when what is done: the critical path as if there were workers enough, and the levelled
 * schedule under the limits. The same plan and options always give the same schedule.
 *
 * - The most urgent is what may be put off the least; then the priority, its own or else
 *   the nearest one above that is not medium; then the id.
 * - What is finished comes first, packed as closely as order and workers allow; everything else
 *   begins after it. What is under way goes on before anything else begins.
 * - Of conditional edges the branch for success is taken; what is skipped has no minutes, no worker
 *   and slack 0. What is in `without` is not in the schedule.
 * - Nodes of other plans that nodes here wait for are not looked at.
 *
 * Throws `precondition_failed` for a plan with a cycle and for limits under which a leaf could never
 * start.
 */
export function schedulePlan(
  index: PlanIndex,
  limits: PlanLimits,
  options: ScheduleOptions = {},
): PlanSchedule {
  const work = planWork(index, options);
  const minutes = leafMinutes(work, options);
  const starts = new Float64Array(index.nodes.length);
  const elapsed = scheduleFinished(work, limits, minutes, starts);
  const path = criticalPath(work.graph, {
    minutes: minutesOfRole(work, minutes, role.open),
    order: work.order,
    isDropped: work.isDropped,
  });
  const positions = rankJobs(work, path);
  const graph = jobGraph(work, positions);
  const claims = planClaims(index, positions, limits);
  const bottlenecks = createBottlenecks(claims);
  const { workers } = limits;
  const levelling = createLevelling({ graph, claims, workers, waits: bottlenecks });
  const durations = durationsOf(work, minutes, positions);
  const took = levelling.run(durations);
  for (const [job, position] of positions.entries()) {
    starts[position] = elapsed + (levelling.starts[job] ?? 0);
  }
  return {
    makespanMinutes: tidy(elapsed + took),
    criticalMinutes: tidy(elapsed + path.length),
    workMinutes: tidy(minutes.reduce((sum, it) => sum + it, 0)),
    criticalPath: path.chain.map((position) => index.nodes[position]?.id ?? ''),
    nodes: scheduledNodes({ work, minutes, starts, path, workers }),
    bottlenecks: bottlenecks.longest(),
  };
}

function minutesOfRole({ roles }: PlanWork, minutes: Float64Array, wanted: number): Float64Array {
  return minutes.map((value, position) => (roles[position] === wanted ? value : 0));
}

function durationsOf(work: PlanWork, minutes: Float64Array, positions: Int32Array): Float64Array {
  return Float64Array.from(positions, (position) =>
    work.roles[position] === role.open ? (minutes[position] ?? 0) : 0,
  );
}

interface Levelled {
  readonly work: PlanWork;
  readonly minutes: Float64Array;
  readonly starts: Float64Array;
  readonly path: CriticalPath;
  readonly workers: number;
}

/** Nodes with children span what is below them, and have as little slack as the least below. */
function scheduledNodes({ work, minutes, starts, path, workers }: Levelled): ScheduledNode[] {
  const { index, roles, isDropped } = work;
  const count = index.nodes.length;
  const worker = assignWorkers(starts, minutes, workers);
  const first = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const last = new Float64Array(count);
  const slack = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const isCritical = new Uint8Array(count);
  for (let position = count - 1; position >= 0; position -= 1) {
    const kind = roles[position];
    if (kind === role.dropped) continue;
    if (kind !== role.inner) {
      first[position] = starts[position] ?? 0;
      last[position] = (starts[position] ?? 0) + (minutes[position] ?? 0);
      const spare = (path.lateStart[position] ?? 0) - (path.earlyStart[position] ?? 0);
      slack[position] = kind === role.open && spare > epsilon ? spare : 0;
      isCritical[position] = kind === role.open && slack[position] === 0 ? 1 : 0;
    }
    const above = index.parent[position] ?? -1;
    if (above === -1) continue;
    first[above] = Math.min(first[above] ?? 0, first[position] ?? 0);
    last[above] = Math.max(last[above] ?? 0, last[position] ?? 0);
    // What takes no time can't be late, so it says nothing about what is above it.
    const isTimed = kind === role.inner || kind === role.open;
    if (isTimed) slack[above] = Math.min(slack[above] ?? 0, slack[position] ?? 0);
    isCritical[above] = (isCritical[above] ?? 0) | (isCritical[position] ?? 0);
  }
  const nodes: ScheduledNode[] = [];
  for (const [position, node] of index.nodes.entries()) {
    if (isDropped[position] === 1) continue;
    const spare = slack[position] ?? 0;
    nodes.push({
      id: node.id,
      startMinutes: tidy(Number.isFinite(first[position]) ? (first[position] ?? 0) : 0),
      endMinutes: tidy(last[position] ?? 0),
      slackMinutes: Number.isFinite(spare) ? tidy(spare) : 0,
      isCritical: isCritical[position] === 1,
      worker: (worker[position] ?? -1) >= 0 ? (worker[position] ?? 0) : null,
    });
  }
  return nodes;
}

/** Sums of minutes without the noise of floating point. */
function tidy(minutes: number): number {
  return Math.round(minutes / epsilon) * epsilon;
}
