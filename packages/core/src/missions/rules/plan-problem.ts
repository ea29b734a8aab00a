import type { PhaseEntry, TaskEntry } from './plan-entry.ts';

/**
 * Says why a plan could never be finished; null when it can.
 *
 * A task may depend on fixes of its own phase and on anything in an earlier one.
 * Each phase has exactly one verification, which depends on all its fixes by itself.
 */
export function planProblem(
  tasks: readonly TaskEntry[],
  phases: readonly PhaseEntry[],
): string | null {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  if (byId.size !== tasks.length) return 'Two tasks have the same id.';
  return phaseProblem(tasks, phases) ?? dependencyProblem(tasks, byId) ?? circle(tasks, byId);
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
      if (!isEarlier && (needed.phase > task.phase || needed.kind !== 'fix')) {
        return `Task ${task.key} depends on ${needed.key}, which can only come after it.`;
      }
    }
  }
  return null;
}

/** Kahn's algorithm: what can't be put in an order waits for itself. */
function circle(tasks: readonly TaskEntry[], byId: ReadonlyMap<string, TaskEntry>): string | null {
  const missing = new Map(tasks.map((task) => [task.id, new Set(task.dependsOn).size]));
  const dependents = new Map<string, string[]>();
  for (const task of tasks) {
    for (const id of new Set(task.dependsOn)) {
      const known = dependents.get(id);
      if (known) known.push(task.id);
      else dependents.set(id, [task.id]);
    }
  }
  const free = tasks.filter((task) => missing.get(task.id) === 0).map((task) => task.id);
  for (let next = free.pop(); next !== undefined; next = free.pop()) {
    missing.delete(next);
    for (const id of dependents.get(next) ?? []) {
      const left = (missing.get(id) ?? 0) - 1;
      missing.set(id, left);
      if (left === 0) free.push(id);
    }
  }
  const [first] = missing.keys();
  if (first === undefined) return null;
  return `Task ${byId.get(first)?.key ?? first} depends on itself through other tasks.`;
}
