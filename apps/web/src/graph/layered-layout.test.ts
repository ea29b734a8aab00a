import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LayeredGraph, layeredDefaults, layeredLayout } from './layered-layout.ts';

const box = { width: 180, height: 50 };

/** Edges only from lower to higher number: acyclic by construction. */
const acyclic: fc.Arbitrary<LayeredGraph> = fc.integer({ min: 1, max: 80 }).chain((count) =>
  fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 200 }).map((pairs) => {
    const edges = pairs.filter(([a, b]) => a !== b);
    return {
      count,
      from: Int32Array.from(edges, ([a, b]) => Math.min(a, b)),
      to: Int32Array.from(edges, ([a, b]) => Math.max(a, b)),
    };
  }),
);

describe('layeredLayout', () => {
  it('leads every edge of an acyclic graph forward', () => {
    fc.assert(
      fc.property(acyclic, (graph) => {
        const { x, layer } = layeredLayout(graph, box);
        graph.from.forEach((from, edge) => {
          const to = graph.to[edge]!;
          expect(layer[from]).toBeLessThan(layer[to]!);
          expect(x[from]! + box.width).toBeLessThan(x[to]!);
        });
      }),
    );
  });

  it('keeps neighbours in a column the gap apart, however the columns are folded', () => {
    fc.assert(
      fc.property(acyclic, fc.integer({ min: 1, max: 20 }), (graph, columnLength) => {
        const { x, y } = layeredLayout(graph, { ...box, columnLength });
        const columns = new Map<number, number[]>();
        x.forEach((left, node) => {
          const column = columns.get(left) ?? [];
          column.push(y[node]!);
          columns.set(left, column);
        });
        const lefts = [...columns.keys()].sort((a, b) => a - b);
        lefts.slice(1).forEach((left, index) => {
          expect(left - lefts[index]!).toBeGreaterThan(box.width);
        });
        for (const tops of columns.values()) {
          expect(tops.length).toBeLessThanOrEqual(columnLength);
          tops.sort((a, b) => a - b);
          tops.slice(1).forEach((top, index) => {
            expect(top - tops[index]!).toBeGreaterThanOrEqual(box.height + layeredDefaults.gapY);
          });
        }
      }),
    );
  });

  it('keeps them apart also where two places lie half a pixel from both sides', () => {
    const { y, x } = layeredLayout(
      {
        count: 62,
        from: Int32Array.from([8, 5, 9, 7, 13, 15, 6]),
        to: Int32Array.from([10, 6, 11, 12, 14, 16, 17]),
      },
      { ...box, columnLength: 7 },
    );
    const places = [...y.keys()].sort((a, b) => x[a]! - x[b]! || y[a]! - y[b]!);
    places.slice(1).forEach((node, index) => {
      const above = places[index]!;
      if (x[node] !== x[above]) return;
      expect(y[node]! - y[above]!).toBeGreaterThanOrEqual(box.height + layeredDefaults.gapY);
    });
  });

  it('begins at the left upper corner, in whole pixels', () => {
    fc.assert(
      fc.property(acyclic, (graph) => {
        const { x, y } = layeredLayout(graph, box);
        expect(Math.min(...x)).toBe(0);
        expect(Math.min(...y)).toBe(0);
        expect(y.every(Number.isInteger)).toBe(true);
      }),
    );
  });

  it('draws the same picture from the same graph', () => {
    fc.assert(
      fc.property(acyclic, (graph) => {
        expect(layeredLayout(graph)).toEqual(layeredLayout(graph));
      }),
    );
  });

  it('draws a chain as a straight line beside what hangs off it', () => {
    // 0 → 1 → 2 → 3, and 0 → 4.
    const { y } = layeredLayout({
      count: 5,
      from: Int32Array.of(0, 1, 2, 0),
      to: Int32Array.of(1, 2, 3, 4),
    });
    expect(y[1]).toBe(y[2]);
    expect(y[2]).toBe(y[3]);
  });
});
