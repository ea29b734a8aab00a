import type { TaskEntry } from '../rules/plan-entry.ts';
import { type Claims, noTerms, type PlanTerms } from '../rules/plan-terms.ts';
import type { Random } from './random.ts';

export interface PlanScript {
  readonly tasks: readonly TaskEntry[];
  readonly terms: PlanTerms;
  readonly sharing: Sharing;
}

/** What the tasks of a plan share, as people would say it; the claims follow from it. */
export interface Sharing {
  /** Units of each shared thing that a task uses, by task. */
  readonly uses: ReadonlyMap<string, readonly Use[]>;
  /** None of one side is under way together with any of the other. */
  readonly apart: readonly {
    readonly left: readonly string[];
    readonly right: readonly string[];
  }[];
  /** Tasks that must not be worked on without the one lock there is. */
  readonly locked: ReadonlySet<string>;
}

interface Use {
  readonly name: string;
  readonly units: number;
}

export const theLock = 'deploy';

/** What tasks of simulated plans share, with how much there is of it. */
export const capacities: Readonly<Record<string, number>> = { database: 1, device: 2 };

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
  const sharing: Sharing = {
    uses: new Map(ids.map((id) => [id, someUses(random)])),
    apart: times(random, 1, () => {
      const [left, right] = cut(random, ids);
      return [{ left, right }];
    }),
    locked: new Set(random.chance(0.3) ? some(random, ids) : []),
  };
  const byId = new Map(
    atomics.map((task) => [
      task.id,
      {
        ...task,
        claims: claimsOf(sharing, task.id),
        locks: sharing.locked.has(task.id) ? [{ lockId: theLock, count: 1, capacity: 1 }] : [],
      },
    ]),
  );
  const terms: PlanTerms = {
    ...noTerms,
    counters: [...names, ...sharing.apart.flatMap(() => ['left', 'right'])],
    conditions: times(random, 5, () => condition(random, ids)),
    waits: times(random, 2, () => {
      const [after, later] = cut(random, ids);
      return after.length > 0 && later.length > 0 ? [{ after, tasks: later }] : [];
    }),
    externals: times(random, 1, () => [
      { node: 'F.001.01', tasks: some(random, ids), planId: 'pln_other', otherId: null },
    ]),
  };
  return { tasks: tasks.map((task) => byId.get(task.id) ?? task), terms, sharing };
}

const names = Object.keys(capacities);

function claimsOf({ uses, apart }: Sharing, id: string): Claims {
  const own = (uses.get(id) ?? []).map(({ name, units }) => {
    const counter = names.indexOf(name);
    return { check: { counter, most: (capacities[name] ?? 0) - units }, take: { counter, units } };
  });
  const sides = apart.flatMap(({ left, right }, index) => {
    const counters = [names.length + 2 * index, names.length + 2 * index + 1] as const;
    const pairs = [
      ...(left.includes(id) ? [[counters[0], counters[1]] as const] : []),
      ...(right.includes(id) ? [[counters[1], counters[0]] as const] : []),
    ];
    return pairs.map(([mine, theirs]) => ({
      check: { counter: theirs, most: 0 },
      take: { counter: mine, units: 1 },
    }));
  });
  const all = [...own, ...sides];
  return { checks: all.map(({ check }) => check), takes: all.map(({ take }) => take) };
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
  return Object.entries(capacities).flatMap(([name, capacity]) =>
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

/** A mission that works from a report shares nothing. */
export function noPlan(tasks: readonly TaskEntry[]): PlanScript {
  return { tasks, terms: noTerms, sharing: { uses: new Map(), apart: [], locked: new Set() } };
}
