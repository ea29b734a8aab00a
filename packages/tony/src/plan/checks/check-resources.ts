import type { PlanNode } from '@mosaic/contract';
import type { PlanIndex } from '../plan-index.ts';
import type { FindingList } from './finding-list.ts';

/** Plans one may depend on: ids of their nodes, or null where only the plan is known to exist. */
export type KnownPlans = ReadonlyMap<string, ReadonlySet<string> | null>;

/** Shared resources, files and dependencies on other plans. */
export function checkResources(
  index: PlanIndex,
  findings: FindingList,
  knownPlans: KnownPlans | null,
): void {
  const capacities = new Map<string, number>();
  for (const { name, capacity } of index.document.resources) {
    if (capacities.has(name)) {
      findings.at('resource_duplicate', -1, () => {
        return `The resource "${name}" is listed twice. Remove one of them.`;
      });
    }
    capacities.set(name, capacity);
  }
  for (let at = 0; at < index.nodes.length; at += 1) {
    const node = index.nodes[at];
    if (node === undefined) continue;
    if (node.uses.length > 0) checkUses(findings, { at, node, capacities });
    for (const file of node.files) {
      if (isSafePath(file)) continue;
      findings.at('file_unsafe', at, () => {
        return `${node.id} names the file ${JSON.stringify(file)}. Paths are relative to the repository, with forward slashes and without "..".`;
      });
    }
  }
  checkExternals(index, findings, knownPlans);
}

function checkUses(
  findings: FindingList,
  { at, node, capacities }: { at: number; node: PlanNode; capacities: Map<string, number> },
): void {
  const used = new Map<string, number>();
  for (const { name, units } of node.uses) used.set(name, (used.get(name) ?? 0) + units);
  for (const [name, units] of used) {
    const capacity = capacities.get(name);
    if (capacity === undefined) {
      findings.at('resource_unknown', at, () => {
        return `${node.id} uses "${name}", which the plan does not list among its resources. Add it with its capacity.`;
      });
    } else if (units > capacity) {
      findings.at('resource_exceeded', at, () => {
        return `${node.id} uses ${units} units of "${name}", and there are ${capacity}. It could never begin: use less, or raise the capacity.`;
      });
    }
  }
}

/** Whether a path or glob stays inside the repository on every system. */
function isSafePath(path: string): boolean {
  if (path.length === 0 || path.startsWith('/') || /^[A-Za-z]:/.test(path)) return false;
  if (path.includes('..') && path.split('/').includes('..')) return false;
  for (let at = 0; at < path.length; at += 1) {
    const code = path.charCodeAt(at);
    if (code < 32 || code === 127 || code === 92) return false;
  }
  return true;
}

function checkExternals(
  index: PlanIndex,
  findings: FindingList,
  knownPlans: KnownPlans | null,
): void {
  for (const { nodeId, planId, otherId } of index.document.externals) {
    const at = index.find(nodeId);
    if (at < 0) {
      findings.along('edge_unknown_node', [], () => {
        return `${nodeId} is said to wait for ${otherId ?? 'all'} of plan ${planId}, but is not in this plan.`;
      });
    }
    if (knownPlans === null) continue;
    const there = knownPlans.get(planId);
    if (there === undefined) {
      findings.at('external_unknown', at, () => {
        return `${nodeId} waits for plan ${planId}, which is not known. Remove the dependency, or make that plan first.`;
      });
    } else if (otherId !== null && there !== null && !there.has(otherId)) {
      findings.at('external_unknown', at, () => {
        return `${nodeId} waits for ${otherId} of plan ${planId}, which has no such node.`;
      });
    }
  }
}
