import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LayoutEdge, layoutGraph } from './layout.ts';

const box = { width: 200, height: 60 };

/** Edges only from lower to higher number: acyclic by construction. */
const acyclic = fc.integer({ min: 1, max: 60 }).chain((count) =>
  fc.record({
    nodes: fc.constant(Array.from({ length: count }, (_, index) => ({ id: `n${index}` }))),
    edges: fc
      .array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 150 })
      .map((pairs) =>
        pairs
          .filter(([a, b]) => a !== b)
          .map(([a, b]) => ({ from: `n${Math.min(a, b)}`, to: `n${Math.max(a, b)}` })),
      ),
  }),
);

function byId(placed: ReturnType<typeof layoutGraph>) {
  return new Map(placed.map((node) => [node.id, node]));
}

describe('layoutGraph', () => {
  it('leads every dependency to the right', () => {
    fc.assert(
      fc.property(acyclic, ({ nodes, edges }) => {
        const at = byId(layoutGraph(nodes, edges, box));
        for (const edge of edges) {
          const from = at.get(edge.from);
          const to = at.get(edge.to);
          expect((from?.x ?? 0) + box.width).toBeLessThan(to?.x ?? 0);
        }
      }),
    );
  });

  it('places every node once and never one over another', () => {
    fc.assert(
      fc.property(acyclic, fc.integer({ min: 1, max: 20 }), ({ nodes, edges }, columnLength) => {
        const placed = layoutGraph(nodes, edges, { ...box, columnLength });
        expect(placed.map((node) => node.id).sort()).toEqual(nodes.map((node) => node.id).sort());
        for (const a of placed) {
          for (const b of placed) {
            if (a.id === b.id) continue;
            const isApart = Math.abs(a.x - b.x) >= box.width || Math.abs(a.y - b.y) >= box.height;
            expect(isApart).toBe(true);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('uses no more layers than the longest path has nodes', () => {
    const chain = ['a', 'b', 'c'].map((id) => ({ id }));
    const edges = [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
      { from: 'a', to: 'c' },
    ];
    expect(layoutGraph(chain, edges).map((node) => node.layer)).toEqual([0, 1, 2]);
  });

  it('ends on cycles, self edges and edges to nowhere', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(12), fc.nat(12)), { maxLength: 60 }),
        (pairs: [number, number][]) => {
          const nodes = Array.from({ length: 10 }, (_, index) => ({ id: `n${index}` }));
          const edges: LayoutEdge[] = pairs.map(([a, b]) => ({ from: `n${a}`, to: `n${b}` }));
          expect(layoutGraph(nodes, edges)).toHaveLength(10);
        },
      ),
    );
  });

  it('draws the same picture from the same plan', () => {
    fc.assert(
      fc.property(acyclic, ({ nodes, edges }) => {
        expect(layoutGraph(nodes, edges)).toEqual(layoutGraph(nodes, edges));
      }),
    );
  });

  it('untangles two crossing chains', () => {
    const nodes = ['a', 'b', 'y', 'x'].map((id) => ({ id }));
    const at = byId(
      layoutGraph(nodes, [
        { from: 'a', to: 'x' },
        { from: 'b', to: 'y' },
      ]),
    );
    expect((at.get('a')?.y ?? 0) < (at.get('b')?.y ?? 0)).toBe(
      (at.get('x')?.y ?? 0) < (at.get('y')?.y ?? 0),
    );
  });

  it('lays out 5,000 tasks without a noticeable wait', () => {
    const nodes = Array.from({ length: 5_000 }, (_, index) => ({ id: `n${index}` }));
    const edges = nodes.slice(1).flatMap((node, index) => [
      { from: `n${Math.floor(index / 3)}`, to: node.id },
      { from: `n${Math.floor(index / 2)}`, to: node.id },
    ]);
    layoutGraph(nodes, edges);
    const started = performance.now();
    layoutGraph(nodes, edges);
    // 20–30 ms alone; the bound leaves room for a busy machine.
    expect(performance.now() - started).toBeLessThan(400);
  });

  it('accepts an empty plan', () => {
    expect(layoutGraph([], [])).toEqual([]);
  });
});
