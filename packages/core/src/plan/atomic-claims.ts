import { PlanLimits } from '@mosaic/contract';
import { type PlanIndex, planClaims } from '@tony/core/planning';
import type { Claims, LockNeed } from '../missions/rules/plan-terms.ts';

export interface AtomicClaims {
  /** What each counter stands for, in words. */
  readonly counters: readonly string[];
  of(position: number): Claims;
}

/**
 * What atomics cannot have at the same time, by the very rules a schedule of the plan keeps to:
 * shared resources, files, and what `resource` edges keep apart.
 */
export function atomicClaims(index: PlanIndex, atomics: readonly number[]): AtomicClaims {
  const claims = planClaims(index, Int32Array.from(atomics), PlanLimits.parse({}));
  const jobOf = new Map(atomics.map((position, job) => [position, job]));
  return {
    counters: claims?.names ?? [],
    of(position) {
      const job = jobOf.get(position);
      if (claims === null || job === undefined) return { checks: [], takes: [] };
      const { checks, checked, tolerated, takes, taken, units } = claims;
      return {
        checks: range(checks, job).map((at) => ({
          counter: checked[at] ?? 0,
          most: tolerated[at] ?? 0,
        })),
        takes: range(takes, job).map((at) => ({ counter: taken[at] ?? 0, units: units[at] ?? 0 })),
      };
    },
  };
}

/** Locks of the hub that stand for what an atomic uses: the most said at it or at a node above. */
export function atomicLocks(index: PlanIndex, position: number): LockNeed[] {
  const resources = new Map(index.document.resources.map((it) => [it.name, it]));
  const needs = new Map<string, LockNeed>();
  for (let at = position; at >= 0; at = index.parent[at] ?? -1) {
    for (const { name, units } of index.nodes[at]?.uses ?? []) {
      const { lockId = null, capacity = 0 } = resources.get(name) ?? {};
      if (lockId === null) continue;
      const count = Math.max(units, needs.get(lockId)?.count ?? 0);
      needs.set(lockId, { lockId, count, capacity });
    }
  }
  return [...needs.values()];
}

function range(offsets: Int32Array, job: number): number[] {
  const [from, to] = [offsets[job] ?? 0, offsets[job + 1] ?? 0];
  return Array.from({ length: to - from }, (_, at) => from + at);
}
