import { MosaicError, type PlanLimits } from '@mosaic/contract';
import type { PlanIndex } from '../plan/plan-index.ts';
import { type Claims, type ClaimsBuilder, createClaimsBuilder } from './claims.ts';
import { claimFiles } from './file-claims.ts';

/**
 * What the limits and the plan itself say about who may be at work at the same time: agents of a
 * type, shared resources, `resource` edges and files. Jobs are numbered as in `positions`.
 *
 * A node's agent type and resources hold for all leaves below that don't say otherwise. Resources
 * the plan doesn't know bind nobody; `compilePlan` names them. Throws `precondition_failed` for a
 * job that could never start.
 */
export function planClaims(
  index: PlanIndex,
  positions: Int32Array,
  limits: PlanLimits,
): Claims | null {
  const builder = createClaimsBuilder(positions.length);
  claimAgents(builder, index, positions, limits);
  claimResources(builder, index, positions);
  claimApart(builder, index, positions);
  if (limits.separateFiles) {
    const filesOf = (job: number) => index.nodes[positions[job] ?? 0]?.files ?? [];
    claimFiles(builder, filesOf, positions.length);
  }
  return builder.build();
}

function claimAgents(
  builder: ClaimsBuilder,
  index: PlanIndex,
  positions: Int32Array,
  { agents, workers }: PlanLimits,
): void {
  if (Object.keys(agents).length === 0) return;
  const counters = new Map<string, number>();
  const types = agentTypes(index);
  for (const [job, position] of positions.entries()) {
    const type = types[position] ?? null;
    const most = type === null ? undefined : agents[type];
    if (type === null || most === undefined || most >= workers) continue;
    if (most === 0) {
      throw new MosaicError(
        'precondition_failed',
        `${index.nodes[position]?.id} needs a ${type}, and the limits allow none. Allow at least one, or leave the node out.`,
      );
    }
    const counter = counters.get(type) ?? builder.counter(`agent ${type}`);
    counters.set(type, counter);
    builder.check(job, counter, most - 1);
    builder.take(job, counter, 1);
  }
}

/** For each node the nearest type said at it or above. */
function agentTypes(index: PlanIndex): (string | null)[] {
  const types: (string | null)[] = [];
  for (const [position, node] of index.nodes.entries()) {
    types.push(node.agentType ?? types[index.parent[position] ?? -1] ?? null);
  }
  return types;
}

function claimResources(builder: ClaimsBuilder, index: PlanIndex, positions: Int32Array): void {
  const capacities = new Map(index.document.resources.map((it) => [it.name, it.capacity]));
  if (capacities.size === 0) return;
  const counters = new Map<string, number>();
  const hasUses = new Uint8Array(index.nodes.length);
  for (const [position, node] of index.nodes.entries()) {
    hasUses[position] = node.uses.length > 0 ? 1 : (hasUses[index.parent[position] ?? -1] ?? 0);
  }
  for (const [job, position] of positions.entries()) {
    if (hasUses[position] !== 1) continue;
    for (const [name, units] of usesOf(index, position)) {
      const capacity = capacities.get(name);
      if (capacity === undefined) continue;
      if (units > capacity) {
        throw new MosaicError(
          'precondition_failed',
          `${index.nodes[position]?.id} needs ${units} of ${name}, and there are ${capacity}. Lower its need or raise the capacity.`,
        );
      }
      const counter = counters.get(name) ?? builder.counter(`resource ${name}`);
      counters.set(name, counter);
      builder.check(job, counter, capacity - units);
      builder.take(job, counter, units);
    }
  }
}

/** Units of each resource a leaf holds: the most said at it or at a node above. */
function usesOf(index: PlanIndex, position: number): Map<string, number> {
  const uses = new Map<string, number>();
  for (let at = position; at >= 0; at = index.parent[at] ?? -1) {
    for (const { name, units } of index.nodes[at]?.uses ?? []) {
      uses.set(name, Math.max(units, uses.get(name) ?? 0));
    }
  }
  return uses;
}

/** Both sides of a `resource` edge count their own jobs and wait until the other side has none. */
function claimApart(builder: ClaimsBuilder, index: PlanIndex, positions: Int32Array): void {
  const edges = index.document.edges.filter((edge) => edge.kind === 'resource');
  if (edges.length === 0) return;
  const jobOf = new Int32Array(index.nodes.length).fill(-1);
  for (const [job, position] of positions.entries()) jobOf[position] = job;
  for (const edge of edges) {
    const from = index.positionOf.get(edge.from);
    const to = index.positionOf.get(edge.to);
    if (from === undefined || to === undefined) continue;
    const jobsFrom = jobsBelow(index, jobOf, from);
    const jobsTo = jobsBelow(index, jobOf, to);
    if (jobsFrom.length === 0 || jobsTo.length === 0) continue;
    const sides = [
      { jobs: jobsFrom, counter: builder.counter(`apart from ${edge.from}`) },
      { jobs: jobsTo, counter: builder.counter(`apart from ${edge.to}`) },
    ] as const;
    for (const [own, other] of [sides, [sides[1], sides[0]]] as const) {
      for (const job of own.jobs) {
        builder.take(job, own.counter, 1);
        builder.check(job, other.counter, 0);
      }
    }
  }
}

function jobsBelow(index: PlanIndex, jobOf: Int32Array, position: number): number[] {
  const jobs: number[] = [];
  for (let at = position; at < (index.end[position] ?? 0); at += 1) {
    const job = jobOf[at] ?? -1;
    if (job >= 0) jobs.push(job);
  }
  return jobs;
}
