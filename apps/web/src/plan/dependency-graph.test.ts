import type { PlanEdge } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { samplePlan } from '../../test/sample-plan.ts';
import { dependencyGraph } from './dependency-graph.ts';
import { outlineOf } from './outline.ts';

const document = samplePlan({ epics: 1, below: [3, 2, 1, 1, 3] });
const outline = outlineOf(document);
const sequential = (from: string, to: string): PlanEdge => ({ from, to, kind: 'sequential' });

describe('dependencyGraph', () => {
  it('draws a small plan leaf by leaf', () => {
    const graph = dependencyGraph(outline, document.edges, { nodesMax: 100 });
    expect(graph.isFolded).toBe(false);
    const boxes = graph.nodes.filter((node) => node.kind === 'box');
    expect(boxes.map((node) => node.id)).toEqual(
      document.nodes.filter((node) => node.id.startsWith('A.')).map((node) => node.id),
    );
  });

  it('leads from the ends of a group to the starts of the next, not from all to all', () => {
    const graph = dependencyGraph(outline, document.edges, { nodesMax: 100 });
    // Two stories end in one leaf each and two begin with one each: four arrows, no junction.
    const between = graph.arrows.filter((arrow) =>
      arrow.edges.some((edge) => edge.from === 'F.001.01'),
    );
    expect(between.map((arrow) => [arrow.from, arrow.to])).toEqual([
      ['A.001.01.01.01.01.03', 'A.001.02.01.01.01.01'],
      ['A.001.01.01.01.01.03', 'A.001.02.02.01.01.01'],
      ['A.001.01.02.01.01.03', 'A.001.02.01.01.01.01'],
      ['A.001.01.02.01.01.03', 'A.001.02.02.01.01.01'],
    ]);
  });

  it('draws many to many as many to one to many', () => {
    const graph = dependencyGraph(outline, [sequential('F.001.01', 'F.001.02')], { nodesMax: 100 });
    expect(graph.nodes.filter((node) => node.kind === 'junction')).toHaveLength(1);
    expect(graph.arrows).toHaveLength(12);
  });

  it('folds a large plan to its features and joins edges that fall together', () => {
    const graph = dependencyGraph(
      outline,
      [
        ...document.edges,
        sequential('A.001.01.01.01.01.01', 'A.001.02.01.01.01.01'),
        sequential('A.001.01.01.01.01.02', 'A.001.02.01.01.01.02'),
      ],
      { nodesMax: 10 },
    );
    expect(graph.isFolded).toBe(true);
    expect(graph.nodes.map((node) => node.id)).toEqual(['F.001.01', 'F.001.02', 'F.001.03']);
    expect(graph.arrows.map((arrow) => [arrow.from, arrow.to, arrow.edges.length])).toEqual([
      ['F.001.01', 'F.001.02', 3],
      ['F.001.02', 'F.001.03', 1],
    ]);
  });

  it('unfolds one feature to its leaves where there is room, else to its stories', () => {
    const ids = (nodesMax: number) =>
      dependencyGraph(outline, document.edges, { nodesMax, openId: 'F.001.02' }).nodes.map(
        (node) => node.id,
      );
    expect(ids(10)).toHaveLength(2 + 6);
    expect(ids(5)).toEqual(['F.001.01', 'S.001.02.01', 'S.001.02.02', 'F.001.03']);
  });

  it('folds to epics where there are too many features', () => {
    const graph = dependencyGraph(outline, document.edges, { nodesMax: 2 });
    expect(graph.nodes.map((node) => node.id)).toEqual(['E.001']);
    expect(graph.arrows).toEqual([]);
  });

  it('covers every leaf once, and ignores edges to nowhere', () => {
    for (const openId of ['', 'F.001.03', 'S.001.01.01', 'A.001.01.01.01.01.01']) {
      const graph = dependencyGraph(outline, [sequential('F.001.01', 'F.009.01')], {
        nodesMax: 7,
        openId,
      });
      const leaves = graph.nodes.map((node) => (node.kind === 'box' ? node.leaves : 0));
      expect(leaves.reduce((sum, each) => sum + each, 0)).toBe(outline.leaves[0]);
    }
  });
});
