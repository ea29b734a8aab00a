import type {
  PlanLimits,
  PlanNode,
  PlanPriority,
  PlanSchedule,
  ScheduledNode,
} from '@mosaic/contract';
import type { PlanIndex } from '../plan/plan-index.ts';
import { assignWorkers } from './assign-workers.ts';
import { createBottlenecks } from './bottlenecks.ts';
import { type CriticalPath, criticalPath } from './critical-path.ts';
import { estimateAtomic } from './estimate.ts';
import { jobGraph } from './job-graph.ts';
import { type EstimateFactors, noFactors } from './learned-factors.ts';
import { createLevelling } from './level-schedule.ts';
import { planClaims } from './plan-claims.ts';
import { type PlanState, type PlanWork, planWork, role } from './plan-work.ts';

export interface ScheduleOptions extends PlanState {
  /** Minutes of a leaf; its estimate where left out. */
  readonly minutesOf?: ((node: PlanNode) => number) | undefined;
  readonly factors?: EstimateFactors | undefined;
}

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

/** Minutes of each leaf that takes some, finished or not; 0 for all other nodes. */
function leafMinutes(work: PlanWork, options: ScheduleOptions): Float64Array {
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

function minutesOfRole({ roles }: PlanWork, minutes: Float64Array, wanted: number): Float64Array {
  return minutes.map((value, position) => (roles[position] === wanted ? value : 0));
}

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
