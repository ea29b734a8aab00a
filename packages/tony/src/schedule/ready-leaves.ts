import type { PlanIndex } from '../plan/plan-index.ts';
import { criticalPath } from './critical-path.ts';
import { type JobGraph, jobGraph } from './job-graph.ts';
import { leafMinutes } from './leaf-minutes.ts';
import { skipBranches } from './leave-out.ts';
import { createOutcomes, type PlanState, type PlanWork, planWork } from './plan-work.ts';
import { rankJobs } from './rank-jobs.ts';

/** What of a plan's state decides what may begin. */
export type LeafProgress = Pick<PlanState, 'finished' | 'started'>;

/**
 * Ids of the leaves that may begin now, as far as the order goes: everything before them is over and
 * they are not under way. The most urgent first, as a schedule of the whole plan takes them.
 */
export type ReadyLeaves = (progress?: LeafProgress) => string[];

/**
 * Prepares a plan for being asked what may begin, again and again as it goes on. Each question takes
 * time in proportion to the plan, but no more than a few steps for each node.
 *
 * Throws `precondition_failed` for a plan with a cycle.
 */
export function createReadyLeaves(index: PlanIndex, without?: ReadonlySet<string>): ReadyLeaves {
  const work = planWork(index, { without });
  const minutes = leafMinutes(work, {});
  const positions = rankJobs(work, criticalPath(work.graph, { ...work, minutes }));
  const graph = jobGraph(work, positions);
  const jobOf = new Map<string, number>();
  for (const [job, position] of positions.entries())
    jobOf.set(index.nodes[position]?.id ?? '', job);
  return ({ finished = new Map(), started = new Map() } = {}) => {
    const isOver = skippedJobs(work, graph, finished);
    for (const id of finished.keys()) {
      const job = jobOf.get(id);
      if (job !== undefined) isOver[job] = 1;
    }
    return frontOf(graph, isOver)
      .sort()
      .reduce<string[]>((ready, job) => {
        const id = index.nodes[positions[job] ?? 0]?.id ?? '';
        if (!started.has(id)) ready.push(id);
        return ready;
      }, []);
  };
}

/** 1 for points, which are over as soon as they are reached, and for jobs that no branch leads to. */
function skippedJobs(
  { index, branches, isDropped }: PlanWork,
  { jobs, size, positions }: JobGraph,
  finished: NonNullable<LeafProgress['finished']>,
): Uint8Array {
  const isOver = new Uint8Array(size).fill(1, jobs);
  if (branches.length === 0) return isOver;
  const outcomeOf = createOutcomes(index, finished, isDropped);
  const isSkipped = new Uint8Array(index.nodes.length);
  skipBranches(index, branches, (position) => outcomeOf(position) ?? 'done', isSkipped);
  for (const [job, position] of positions.entries()) isOver[job] = isSkipped[position] ?? 0;
  return isOver;
}

/** Jobs that are not over and wait for nothing that is not. */
function frontOf({ size, needs, offsets, targets }: JobGraph, isOver: Uint8Array): Int32Array {
  const left = needs.slice();
  const reached = new Int32Array(size);
  let count = 0;
  for (let vertex = 0; vertex < size; vertex += 1) {
    if (left[vertex] === 0) reached[count++] = vertex;
  }
  let front = 0;
  for (let at = 0; at < count; at += 1) {
    const vertex = reached[at] ?? 0;
    if (isOver[vertex] !== 1) {
      // The places before `at` have been looked at and are free for the front.
      reached[front++] = vertex;
      continue;
    }
    const stop = offsets[vertex + 1] ?? 0;
    for (let edge = offsets[vertex] ?? 0; edge < stop; edge += 1) {
      const target = targets[edge] ?? 0;
      const more = (left[target] ?? 0) - 1;
      left[target] = more;
      if (more === 0) reached[count++] = target;
    }
  }
  return reached.slice(0, front);
}
