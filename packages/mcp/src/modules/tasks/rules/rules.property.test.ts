import { limits } from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOffMs } from './back-off.ts';
import { dependencyCycle } from './dependency-cycle.ts';
import { place, placeOf, stateOf } from './place.ts';
import { rankOf } from './rank.ts';
import { abilitiesText, parseRequirement, requirementText, satisfies } from './requirement.ts';
import { costOf, shareOut } from './share-out.ts';

const facts = fc.record({
  isOver: fc.boolean(),
  isOffered: fc.boolean(),
  isLeased: fc.boolean(),
  depsLeft: fc.integer({ min: 0, max: 3 }),
  availableAt: fc.integer({ min: 0, max: 100 }),
});

describe('a place', () => {
  it('is ready exactly when nothing speaks against it', () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: 100 }), (row, now) => {
        const isReady =
          !row.isOver &&
          row.isOffered &&
          !row.isLeased &&
          row.depsLeft === 0 &&
          row.availableAt <= now;
        expect(placeOf(row, now) === place.ready).toBe(isReady);
        expect(stateOf(row, now) === 'ready').toBe(isReady);
      }),
    );
  });
});

describe('the pause after a failure', () => {
  const pause = fc.record({
    firstMs: fc.integer({ min: 0, max: 1e6 }),
    maxMs: fc.integer({ min: 0, max: 1e8 }),
  });
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  it('is between half and the whole of what doubling gives, and never above the longest', () => {
    fc.assert(
      fc.property(
        pause,
        fc.integer({ min: 1, max: 10_000 }),
        chance,
        (backOff, failures, random) => {
          const full = Math.min(backOff.firstMs * 2 ** Math.min(failures - 1, 52), backOff.maxMs);
          const ms = backOffMs(backOff, failures, random);
          expect(Number.isSafeInteger(ms)).toBe(true);
          expect(ms).toBeGreaterThanOrEqual(Math.floor(full / 2));
          expect(ms).toBeLessThanOrEqual(full);
        },
      ),
    );
  });

  it('never shrinks with more failures', () => {
    fc.assert(
      fc.property(pause, fc.integer({ min: 1, max: 60 }), chance, (backOff, failures, random) => {
        const next = backOffMs(backOff, failures + 1, random);
        expect(next).toBeGreaterThanOrEqual(backOffMs(backOff, failures, random));
      }),
    );
  });
});

describe('the rank', () => {
  const priority = fc.integer({ min: -100, max: 100 });
  const at = fc.integer({ min: 0, max: 4e12 });

  it('puts whatever waited longer than the priority is worth before everything newer', () => {
    fc.assert(
      fc.property(at, priority, priority, (available, low, high) => {
        const worth = Math.max(0, high - low) * limits.ageMs;
        expect(rankOf(available, low)).toBeLessThan(rankOf(available + worth + 1, high));
      }),
    );
  });

  it('follows the priority among those that came together, and the age among equals', () => {
    fc.assert(
      fc.property(at, priority, priority, (available, a, b) => {
        expect(rankOf(available, a) < rankOf(available, b)).toBe(a > b);
        expect(rankOf(available, a)).toBeLessThan(rankOf(available + 1, a));
      }),
    );
  });
});

describe('sharing out', () => {
  const contenders = fc
    .array(
      fc.record({
        virtualTime: fc.integer({ min: 0, max: 5_000 }),
        weight: fc.constantFrom(0.5, 1, 2, 5),
        capacity: fc.integer({ min: 0, max: 60 }),
      }),
      { minLength: 1, maxLength: 30 },
    )
    .map((rows) => rows.map((row, index) => ({ id: `p${index}`, ...row })));

  it('gives everything there is, to nobody more than it may have', () => {
    fc.assert(
      fc.property(contenders, fc.integer({ min: 0, max: 50 }), (rows, count) => {
        const { portions } = shareOut(rows, count);
        const given = portions.reduce((sum, portion) => sum + portion.count, 0);
        const room = rows.reduce((sum, row) => sum + row.capacity, 0);
        expect(given).toBe(Math.min(count, room));
        for (const { id, count: own } of portions) {
          expect(own).toBeLessThanOrEqual(rows.find((row) => row.id === id)?.capacity ?? 0);
        }
      }),
    );
  });

  it('one by one or all at once comes to the same', () => {
    fc.assert(
      fc.property(contenders, fc.integer({ min: 1, max: 50 }), (rows, count) => {
        const once = new Map(shareOut(rows, count).portions.map((p) => [p.id, p.count]));
        const single = new Map<string, number>();
        let left = rows;
        for (let turn = 0; turn < count; turn += 1) {
          const [portion] = shareOut(left, 1).portions;
          if (!portion) break;
          single.set(portion.id, (single.get(portion.id) ?? 0) + 1);
          left = left.map((row) =>
            row.id === portion.id
              ? { ...row, virtualTime: portion.virtualTime, capacity: row.capacity - 1 }
              : row,
          );
        }
        expect([...once].sort()).toEqual([...single].sort());
      }),
    );
  });

  it('lets nobody who has something ready wait for more turns than the others have between them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0.5, 1, 2, 5), { minLength: 2, maxLength: 20 }),
        (weights) => {
          // All start from the floor, as whoever becomes active does, and never run out.
          let rows = weights.map((weight, index) => ({
            id: `p${index}`,
            virtualTime: 0,
            weight,
            capacity: 1e9,
          }));
          const waited = weights.map(() => 0);
          for (let turn = 0; turn < 200; turn += 1) {
            const [portion] = shareOut(rows, 1).portions;
            rows = rows.map((row, index) => {
              const isServed = row.id === portion?.id;
              waited[index] = isServed ? 0 : (waited[index] ?? 0) + 1;
              return isServed ? { ...row, virtualTime: portion.virtualTime } : row;
            });
            rows.forEach(({ weight }, index) => {
              const others = weights.filter((_, other) => other !== index);
              const bound = others.reduce(
                (sum, other) => sum + Math.ceil(costOf(weight) / costOf(other)) + 1,
                0,
              );
              expect(waited[index]).toBeLessThanOrEqual(bound);
            });
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('keeps equals within one task of each other', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 20 }),
        fc.integer({ min: 1, max: 50 }),
        (many, count) => {
          const rows = Array.from({ length: many }, (_, index) => ({
            id: `p${index}`,
            virtualTime: 7,
            weight: 1,
            capacity: 100,
          }));
          const counts = new Map(shareOut(rows, count).portions.map((p) => [p.id, p.count]));
          const given = rows.map(({ id }) => counts.get(id) ?? 0);
          expect(Math.max(...given) - Math.min(...given)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('a requirement', () => {
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'));
  const labels = fc.dictionary(fc.constantFrom('os', 'arch'), fc.constantFrom('x', 'y', '*'));
  const requirement = fc.record({
    step: fc.constantFrom('job' as const, 'work' as const),
    capabilities: names,
    labels,
  });

  it('has one text, whatever order it is written in, and is read back from it', () => {
    fc.assert(
      fc.property(requirement, (each) => {
        const turned = {
          ...each,
          capabilities: [...each.capabilities].reverse(),
          labels: Object.fromEntries(Object.entries(each.labels).reverse()),
        };
        expect(requirementText(turned)).toBe(requirementText(each));
        expect(requirementText(parseRequirement(requirementText(each)))).toBe(
          requirementText(each),
        );
      }),
    );
  });

  it('met by some abilities is met by more', () => {
    fc.assert(
      fc.property(requirement, names, labels, names, (each, own, ownLabels, more) => {
        const abilities = {
          steps: new Set(['job']),
          capabilities: new Set(own),
          labels: ownLabels,
        };
        const larger = { ...abilities, capabilities: new Set([...own, ...more]) };
        if (satisfies(abilities, each)) expect(satisfies(larger, each)).toBe(true);
        expect(abilitiesText(larger)).toBe(
          abilitiesText({ ...larger, capabilities: new Set([...more, ...own]) }),
        );
      }),
    );
  });
});

describe('a cycle', () => {
  const graph = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 })), {
      maxLength: 30,
    })
    .map((edges) => {
      const needs = new Map<string, string[]>();
      for (const [from, to] of edges) {
        needs.set(`n${from}`, [...(needs.get(`n${from}`) ?? []), `n${to}`]);
      }
      return needs;
    });

  it('is found whenever there is one, and every step of it is there', () => {
    fc.assert(
      fc.property(graph, (needs) => {
        const cycle = dependencyCycle(needs);
        if (cycle === null) {
          expect(canBeOrdered(needs)).toBe(true);
          return;
        }
        expect(canBeOrdered(needs)).toBe(false);
        expect(cycle.at(0)).toBe(cycle.at(-1));
        expect(new Set(cycle).size).toBe(cycle.length - 1);
        cycle.slice(0, -1).forEach((key, index) => {
          expect(needs.get(key)).toContain(cycle[index + 1]);
        });
      }),
    );
  });

  it('is looked for in a chain of any length', () => {
    const chain = new Map(Array.from({ length: 50_000 }, (_, n) => [`n${n}`, [`n${n + 1}`]]));
    expect(dependencyCycle(chain)).toBeNull();
  });
});

/** Taking away what needs nothing any more, until nothing is left or nothing can be. */
function canBeOrdered(needs: ReadonlyMap<string, readonly string[]>): boolean {
  const open = new Set(needs.keys());
  for (;;) {
    const free = [...open].filter((key) => !(needs.get(key) ?? []).some((need) => open.has(need)));
    if (free.length === 0) return open.size === 0;
    for (const key of free) open.delete(key);
  }
}
