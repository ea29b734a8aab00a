import { describe, expect, it } from 'vitest';
import { samplePlan } from '../../test/sample-plan.ts';
import { criticalArrows } from './critical-arrows.ts';
import { dependencyGraph } from './dependency-graph.ts';
import { outlineOf } from './outline.ts';

const document = samplePlan({ epics: 1, below: [2, 3, 1, 1, 3] });
const outline = outlineOf(document);
const path = [
  'A.001.01.02.01.01.01',
  'A.001.01.02.01.01.02',
  'A.001.01.02.01.01.03',
  'A.001.02.01.01.01.01',
];

describe('criticalArrows', () => {
  it('follows the chain from leaf to leaf and through the point where many meet', () => {
    const graph = dependencyGraph(outline, document.edges, { nodesMax: 100 });
    const { boxes, arrows } = criticalArrows(graph, outline, path);
    const junction = graph.nodes.find((node) => node.kind === 'junction')?.id ?? '';
    expect([...boxes].sort()).toEqual([...path, junction].sort());
    const ends = graph.arrows.filter((arrow) => arrows.has(arrow.id));
    expect(ends.map(({ from, to }) => [from, to])).toEqual([
      [path[0], path[1]],
      [path[1], path[2]],
      [path[2], junction],
      [junction, path[3]],
    ]);
  });

  it('marks folded nodes the chain runs through', () => {
    const graph = dependencyGraph(outline, document.edges, { nodesMax: 5 });
    const { boxes, arrows } = criticalArrows(graph, outline, path);
    expect([...boxes]).toEqual(['F.001.01', 'F.001.02']);
    expect(arrows.size).toBe(1);
  });

  it('marks nothing without a chain', () => {
    const graph = dependencyGraph(outline, document.edges, { nodesMax: 100 });
    const { boxes, arrows } = criticalArrows(graph, outline, []);
    expect([boxes.size, arrows.size]).toEqual([0, 0]);
  });
});
