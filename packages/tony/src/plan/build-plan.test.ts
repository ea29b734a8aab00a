import { describe, expect, it } from 'vitest';
import { buildPlan, type PlanTree, type TreeNode } from './build-plan.ts';

const build = (tree: Partial<PlanTree>) =>
  buildPlan({ title: 'x', source: { kind: 'manual', name: null }, epics: [], ...tree });

describe('buildPlan', () => {
  it('numbers a tree from top to bottom and finds nodes by their keys', () => {
    const { document, idOf } = build({
      epicNumber: 7,
      epics: [
        { title: 'a', children: [{ title: 'b' }, { title: 'c', key: 'c' }] },
        { title: 'd', key: 'd' },
      ],
      edges: [{ from: 'c', to: 'd', kind: 'conditional', when: 'done' }],
    });
    expect(document.nodes.map(({ id, parentId }) => [id, parentId])).toEqual([
      ['E.007', null],
      ['F.007.01', 'E.007'],
      ['F.007.02', 'E.007'],
      ['E.008', null],
    ]);
    expect(idOf.get('c')).toBe('F.007.02');
    expect(document.edges).toEqual([
      { from: 'F.007.02', to: 'E.008', kind: 'conditional', when: 'done' },
    ]);
  });

  it('says which node no document can hold', () => {
    let deep: TreeNode = { title: 'seventh' };
    for (let level = 0; level < 6; level += 1) deep = { title: `above ${level}`, children: [deep] };
    expect(() => build({ epics: [deep] })).toThrow('"seventh" cannot be placed in the plan.');
    expect(() => build({ epics: [{ title: 'y'.repeat(301) }] })).toThrow('E.001 "yyyy');
    const twice = { title: 'a', key: 'k' };
    expect(() => build({ epics: [twice, twice] })).toThrow('Two nodes have the key "k".');
    expect(() => build({ edges: [{ from: 'k', to: 'k' }] })).toThrow('An edge names "k"');
  });
});
