import type { Phase, Task } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { planGraph } from './plan-graph.ts';

function task(id: string, phase: number, dependsOn: string[] = []): Task {
  return { id, phase, dependsOn, status: 'done' } as unknown as Task;
}

const phases = [
  { number: 1, name: 'Security' },
  { number: 2, name: 'Quality' },
] as Phase[];
const plan = [task('a', 1), task('b', 1, ['a']), task('c', 2, ['b']), task('d', 2, ['b', 'c'])];

describe('planGraph', () => {
  it('draws a small plan task by task', () => {
    const graph = planGraph(plan, phases, { tasksMax: 10 });
    expect(graph.nodes.map((node) => node.id)).toEqual(['a', 'b', 'c', 'd']);
    expect(graph.edges).toHaveLength(4);
  });

  it('folds a large plan to its phases, with counts and without doubled edges', () => {
    const graph = planGraph(plan, phases, { tasksMax: 3 });
    expect(graph.nodes).toMatchObject([
      { kind: 'phase', name: 'Security', total: 2, counts: { done: 2 } },
      { kind: 'phase', name: 'Quality', total: 2 },
    ]);
    expect(graph.edges).toEqual([{ from: 'phase-1', to: 'phase-2' }]);
  });

  it('opens one phase and keeps its ties to the folded ones', () => {
    const graph = planGraph(plan, phases, { tasksMax: 3, openPhase: 2 });
    expect(graph.nodes.map((node) => node.id)).toEqual(['phase-1', 'c', 'd']);
    expect(graph.edges).toEqual([
      { from: 'phase-1', to: 'c' },
      { from: 'phase-1', to: 'd' },
      { from: 'c', to: 'd' },
    ]);
  });

  it('ignores dependencies outside of the plan', () => {
    expect(planGraph([task('a', 1, ['gone'])], phases, { tasksMax: 3 }).edges).toEqual([]);
  });
});
