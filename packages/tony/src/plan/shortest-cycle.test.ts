import type { PlanDocument, PlanEdge } from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryPlan } from '../../test/arbitrary-plan.ts';
import { widePlan } from '../../test/wide-plan.ts';
import { compilePlan } from './compile-plan.ts';
import { isBelow } from './node-id.ts';

const cyclesOf = (document: PlanDocument) =>
  compilePlan(document).findings.flatMap(({ cycle }) => (cycle === undefined ? [] : [cycle]));

const isNested = (a: string, b: string) => a === b || isBelow(a, b) || isBelow(b, a);

/** Plans whose edges lead anywhere. */
const tangled = fc
  .tuple(
    arbitraryPlan({ childrenMax: 3, edgesMax: 0 }),
    fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 40, size: 'max' }),
  )
  .map(([document, pairs]) => {
    const ids = document.nodes.map(({ id }) => id);
    const edges = pairs.flatMap(([first, second]): PlanEdge[] => {
      const from = ids[first % ids.length]!;
      const to = ids[second % ids.length]!;
      return isNested(from, to) ? [] : [{ from, to, kind: 'sequential' }];
    });
    return { ...document, edges };
  });

/** Dependencies of the shortest cycle in each knot, by looking at dependencies alone. */
function shortestByBruteForce(
  edges: readonly PlanEdge[],
): { knot: Set<PlanEdge>; length: number }[] {
  const after = (edge: PlanEdge) => edges.filter(({ from }) => isNested(edge.to, from));
  const distances = new Map(
    edges.map((edge) => {
      const found = new Map<PlanEdge, number>();
      for (let layer = after(edge), steps = 1; layer.length > 0; steps += 1) {
        const fresh = layer.filter((other) => !found.has(other));
        for (const other of fresh) found.set(other, steps);
        layer = fresh.flatMap(after);
      }
      return [edge, found] as const;
    }),
  );
  const knots: { knot: Set<PlanEdge>; length: number }[] = [];
  for (const edge of edges) {
    const own = distances.get(edge)?.get(edge);
    if (own === undefined) continue;
    const known = knots.find(({ knot }) => knot.has(edge));
    if (known !== undefined) {
      known.length = Math.min(known.length, own);
      continue;
    }
    const knot = edges.filter(
      (other) => distances.get(edge)?.has(other) && distances.get(other)?.has(edge),
    );
    knots.push({ knot: new Set(knot), length: own });
  }
  return knots;
}

describe('cycles', () => {
  it('are real, and the shortest of each knot of nodes that wait for each other', () => {
    let seen = 0;
    fc.assert(
      fc.property(tangled, (document) => {
        const expected = shortestByBruteForce(document.edges);
        const cycles = cyclesOf(document);
        expect(cycles).toHaveLength(expected.length);
        for (const cycle of cycles) {
          seen += 1;
          expect(cycle.at(-1)).toBe(cycle[0]);
          expect(new Set(cycle).size).toBe(cycle.length - 1);
          const steps = cycle.slice(1).map((to, at) => ({ from: cycle[at]!, to }));
          const used = steps.filter(({ from, to }) => !isNested(from, to));
          const edges = used.map(({ from, to }) =>
            document.edges.find((edge) => edge.from === from && edge.to === to),
          );
          expect(edges).not.toContain(undefined);
          const knot = expected.find((other) => other.knot.has(edges[0]!));
          expect(used.length).toBe(knot?.length);
        }
      }),
      { numRuns: 120 },
    );
    expect(seen).toBeGreaterThan(20);
  });

  it('are told with the steps up and down the tree that close them', () => {
    const document = widePlan(4, { children: 2 });
    const edges: PlanEdge[] = [
      { from: 'A.001.01.01.01.01.01', to: 'ST.001.01.01.01.02', kind: 'sequential' },
      { from: 'A.001.01.01.01.02.02', to: 'ST.001.01.01.01.01', kind: 'sequential' },
    ];
    const [finding] = compilePlan({ ...document, edges }).findings;
    expect(finding?.cycle).toEqual([
      'ST.001.01.01.01.01',
      'A.001.01.01.01.01.01',
      'ST.001.01.01.01.02',
      'A.001.01.01.01.02.02',
      'ST.001.01.01.01.01',
    ]);
    expect(finding?.message).toBe(
      'These nodes wait for each other: ST.001.01.01.01.01, which holds A.001.01.01.01.01.01, before ST.001.01.01.01.02, which holds A.001.01.01.01.02.02, before ST.001.01.01.01.01. Remove one of the dependencies between them.',
    );
  });

  it('of thousands of nodes are found without running out of stack', () => {
    const document = widePlan(6_000);
    const ids = document.nodes.map(({ id }) => id).filter((id) => id.startsWith('A.'));
    const edges = ids.map(
      (from, at): PlanEdge => ({
        from,
        to: ids[(at + 1) % ids.length]!,
        kind: 'sequential',
      }),
    );
    const [cycle, ...others] = cyclesOf({ ...document, edges });
    expect(others).toEqual([]);
    expect(cycle).toHaveLength(ids.length + 1);
  });
});
