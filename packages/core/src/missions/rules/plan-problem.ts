import type { PhaseEntry, TaskEntry } from './plan-entry.ts';
import { noTerms, type PlanTerms, type Wait } from './plan-terms.ts';
import { freeUse } from './shared-use.ts';
import { isWork } from './task-list.ts';

/**
 * Says why a plan could never be finished; null when it can.
 *
 * A task may depend on fixes of its own phase and on anything in an earlier one.
 * Each phase has exactly one verification, which depends on all its work by itself. What the
 * terms of a plan order counts like dependencies, and nothing may use more than there is.
 */
export function planProblem(
  tasks: readonly TaskEntry[],
  phases: readonly PhaseEntry[],
  terms: PlanTerms = noTerms,
): string | null {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  if (byId.size !== tasks.length) return 'Two tasks have the same id.';
  return (
    phaseProblem(tasks, phases) ??
    dependencyProblem(tasks, byId) ??
    useProblem(tasks, terms) ??
    orderProblem(byId, terms) ??
    circle(tasks, byId, terms)
  );
}

function phaseProblem(tasks: readonly TaskEntry[], phases: readonly PhaseEntry[]): string | null {
  const verifications = new Map(phases.map((phase) => [phase.number, 0]));
  if (verifications.size !== phases.length) return 'Two phases have the same number.';
  for (const task of tasks) {
    const count = verifications.get(task.phase);
    if (count === undefined)
      return `Task ${task.key} is in phase ${task.phase}, which the plan lacks.`;
    if (task.kind === 'review') return `Task ${task.key} is a review; a plan has none.`;
    if (task.kind === 'verification') verifications.set(task.phase, count + 1);
  }
  for (const [phase, count] of verifications) {
    if (count !== 1) return `Phase ${phase} has ${count} verification tasks instead of one.`;
  }
  return null;
}

function dependencyProblem(
  tasks: readonly TaskEntry[],
  byId: ReadonlyMap<string, TaskEntry>,
): string | null {
  for (const task of tasks) {
    for (const id of task.dependsOn) {
      const needed = byId.get(id);
      if (!needed) return `Task ${task.key} depends on ${id}, which the plan lacks.`;
      const isEarlier = needed.phase < task.phase;
      if (!isEarlier && (needed.phase > task.phase || !isWork(needed))) {
        return `Task ${task.key} depends on ${needed.key}, which can only come after it.`;
      }
    }
  }
  return null;
}

function useProblem(tasks: readonly TaskEntry[], { counters }: PlanTerms): string | null {
  const { fits } = freeUse();
  for (const task of tasks) {
    const { checks = [], takes = [] } = task.claims ?? {};
    if ([...checks, ...takes].some(({ counter }) => counters[counter] === undefined)) {
      return `Task ${task.key} claims something that the plan lacks.`;
    }
    if (!fits(task)) return `Task ${task.key} claims more of something than there is.`;
  }
  return null;
}

function orderProblem(byId: ReadonlyMap<string, TaskEntry>, terms: PlanTerms): string | null {
  for (const { after, tasks } of orderings(terms)) {
    const last = Math.max(0, ...after.map((id) => byId.get(id)?.phase ?? Infinity));
    const first = Math.min(...tasks.map((id) => byId.get(id)?.phase ?? -Infinity));
    if (!Number.isFinite(last) || first === -Infinity)
      return 'The terms name a task that the plan lacks.';
    if (last > first)
      return `Tasks of phase ${first} wait for phase ${last}, which comes after it.`;
  }
  const known = terms.externals.flatMap(({ tasks }) => tasks);
  return known.every((id) => byId.has(id)) ? null : 'The terms name a task that the plan lacks.';
}

/** Waits and conditions alike: the second come after the first. */
function orderings({ waits, conditions }: PlanTerms): readonly Wait[] {
  return [
    ...waits,
    ...conditions.flatMap(({ sources, tasks }) =>
      sources.map((source) => ({ after: source.tasks, tasks })),
    ),
  ];
}

/**
 * Kahn's algorithm: what can't be put in an order waits for itself. An ordering is a vertex of
 * its own between the two sides, so that it costs no more than their sum.
 */
function circle(
  tasks: readonly TaskEntry[],
  byId: ReadonlyMap<string, TaskEntry>,
  terms: PlanTerms,
): string | null {
  const missing = new Map<string, number>();
  const dependents = new Map<string, string[]>();
  const order = (from: string, to: string) => {
    missing.set(to, (missing.get(to) ?? 0) + 1);
    const known = dependents.get(from);
    if (known) known.push(to);
    else dependents.set(from, [to]);
  };
  for (const task of tasks) {
    missing.set(task.id, missing.get(task.id) ?? 0);
    for (const id of new Set(task.dependsOn)) order(id, task.id);
  }
  for (const [index, { after, tasks: later }] of orderings(terms).entries()) {
    const between = `order ${index}`;
    missing.set(between, 0);
    for (const id of after) order(id, between);
    for (const id of later) order(between, id);
  }
  const free = [...missing].flatMap(([id, count]) => (count === 0 ? [id] : []));
  for (let next = free.pop(); next !== undefined; next = free.pop()) {
    missing.delete(next);
    for (const id of dependents.get(next) ?? []) {
      const left = (missing.get(id) ?? 0) - 1;
      missing.set(id, left);
      if (left === 0) free.push(id);
    }
  }
  const first = [...missing.keys()].find((id) => byId.has(id));
  if (first === undefined) return null;
  return `Task ${byId.get(first)?.key ?? first} depends on itself through other tasks.`;
}
