import type { TaskEntry } from '../rules/plan-entry.ts';
import { noTerms, type PlanTerms, type Use } from '../rules/plan-terms.ts';
import type { Random } from './random.ts';

export interface PlanScript {
  readonly tasks: readonly TaskEntry[];
  readonly terms: PlanTerms;
}

/** What tasks of simulated plans share, with how much there is of it. */
const shared: Readonly<Record<string, number>> = { database: 1, device: 2 };

/**
 * Makes the work of a simulated mission a plan's: branches that depend on how others ended,
 * shared things, parts that are kept apart or wait for each other, and other plans.
 *
 * Everything only ever points backwards in the order of the tasks, so that nothing waits for
 * itself.
 */
export function asPlan(random: Random, tasks: readonly TaskEntry[]): PlanScript {
  const atomics = tasks
    .filter(({ kind }) => kind === 'fix')
    .map((task): TaskEntry => ({ ...task, kind: 'atomic', severity: null, findingId: null }));
  const ids = atomics.map(({ id }) => id);
  const used = atomics.map((task) => ({ ...task, uses: someUses(random) }));
  const byId = new Map(used.map((task) => [task.id, task]));
  const terms: PlanTerms = {
    ...noTerms,
    capacities: shared,
    conditions: times(random, 5, () => condition(random, ids)),
    waits: times(random, 2, () => {
      const [after, later] = cut(random, ids);
      return after.length > 0 && later.length > 0 ? [{ after, tasks: later }] : [];
    }),
    apart: times(random, 1, () => {
      const [left, right] = cut(random, ids);
      return [{ left, right }];
    }),
    externals: times(random, 1, () => [
      { node: 'F.001.01', tasks: some(random, ids), planId: 'pln_other', otherId: null },
    ]),
  };
  return { tasks: tasks.map((task) => byId.get(task.id) ?? task), terms };
}

function condition(random: Random, ids: readonly string[]): PlanTerms['conditions'][number][] {
  const [earlier, later] = cut(random, ids);
  const sources = times(random, 2, () => {
    const tasks = earlier.length === 0 ? [] : [random.pick(earlier)];
    const when = random.chance(0.5) ? ('done' as const) : ('failed' as const);
    return tasks.length === 0 ? [] : [{ node: tasks[0] ?? '', when, tasks }];
  });
  if (sources.length === 0 || later.length === 0) return [];
  return [{ node: later[0] ?? '', tasks: later, sources }];
}

function someUses(random: Random): Use[] {
  return Object.entries(shared).flatMap(([name, capacity]) =>
    random.chance(0.3) ? [{ name, units: random.integer(1, capacity) }] : [],
  );
}

/** Some of the first tasks and some of the later ones. */
function cut(random: Random, ids: readonly string[]): [string[], string[]] {
  const at = random.integer(0, ids.length);
  return [some(random, ids.slice(0, at)), some(random, ids.slice(at))];
}

function some(random: Random, ids: readonly string[]): string[] {
  return ids.filter(() => random.chance(0.5));
}

function times<Item>(random: Random, max: number, make: () => readonly Item[]): Item[] {
  return Array.from({ length: random.integer(0, max) }, make).flat();
}
