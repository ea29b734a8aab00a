import { isMosaicError, type PlanDocument, PlanNodeFields } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { compilePlan } from '../plan/compile-plan.ts';
import { compareNodeIds } from '../plan/node-id.ts';
import { type ProposedNode, propose } from './propose.ts';

const empty: PlanDocument = {
  version: 1,
  title: 'Shop',
  goal: 'Sell things',
  source: { kind: 'agent', name: null },
  nodes: [],
  edges: [],
  resources: [],
  externals: [],
};

function node(title: string, more: Partial<ProposedNode> = {}): ProposedNode {
  return { ...PlanNodeFields.parse({ title }), ...more };
}

const story = (title: string) => node(title, { acceptanceCriteria: [`${title} works`] });
const atomic = (title: string, minutes = 20) =>
  node(title, { estimate: { minutes, tokens: null }, completionCriteria: [`${title} is done`] });

/** A plan with one branch down to a subtask without children. */
function grown(): PlanDocument {
  let document = propose(empty, null, [node('Shop')], []).document;
  document = propose(document, 'E.001', [node('Accounts'), node('Orders')], []).document;
  document = propose(document, 'F.001.01', [story('Sign in'), story('Sign out')], []).document;
  document = propose(document, 'S.001.01.01', [node('Form'), node('Session')], []).document;
  return propose(document, 'T.001.01.01.01', [node('Fields'), node('Errors')], []).document;
}

describe('propose', () => {
  it('numbers what it accepts and asks for the highest level that lacks children', () => {
    const first = propose(empty, null, [node('Shop')], [], { epicNumber: 7 });
    expect(first).toMatchObject({ isAccepted: true, added: ['E.007'] });
    expect(first.next).toEqual({ parentId: 'E.007', title: 'Shop', level: 'epic' });
    const second = propose(
      first.document,
      'E.007',
      [node('Accounts'), node('Orders')],
      [{ from: '#1', to: '#2', kind: 'sequential' }],
    );
    expect(second.added).toEqual(['F.007.01', 'F.007.02']);
    expect(second.document.edges).toEqual([
      { from: 'F.007.01', to: 'F.007.02', kind: 'sequential' },
    ]);
    const third = propose(second.document, 'F.007.01', [story('Sign in'), story('Sign out')], []);
    expect(third.next?.parentId).toBe('F.007.02');
  });

  it('adds to children that are there, after the last number', () => {
    const more = propose(grown(), 'E.001', [node('Reports')], []);
    expect(more.added).toEqual(['F.001.03']);
    const ids = more.document.nodes.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted(compareNodeIds));
  });

  it('refuses a cycle and an atomic of 31 minutes, and changes nothing', () => {
    const before = grown();
    const result = propose(
      before,
      'ST.001.01.01.01.01',
      [atomic('Write it', 31), atomic('Test it')],
      [
        { from: '#1', to: '#2', kind: 'sequential' },
        { from: '#2', to: '#1', kind: 'sequential' },
      ],
    );
    expect(result.isAccepted).toBe(false);
    expect(result.document).toBe(before);
    const errors = result.findings.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code }) => code).toSorted()).toEqual(['atomic_too_long', 'cycle']);
  });

  it('tells only what the proposal caused, not what is wrong elsewhere', () => {
    const broken = {
      ...grown(),
      edges: [{ from: 'F.001.01', to: 'F.009.01', kind: 'sequential' as const }],
    };
    expect(compilePlan(broken).findings.map(({ code }) => code)).toContain('edge_unknown_node');
    const result = propose(
      broken,
      'ST.001.01.01.01.01',
      [atomic('Write it'), atomic('Test it')],
      [],
    );
    expect(result.isAccepted).toBe(true);
    expect(result.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('refuses stories without acceptance criteria and atomics without estimate or criteria', () => {
    const stories = propose(grown(), 'F.001.02', [node('Buy'), node('Pay')], []);
    expect(
      new Set(stories.findings.filter((f) => f.severity === 'error').map((f) => f.code)),
    ).toEqual(new Set(['acceptance_missing']));
    const bare = propose(grown(), 'ST.001.01.01.01.01', [node('Write it'), atomic('Test it')], []);
    expect(bare.findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['estimate_missing', 'criteria_missing']),
    );
  });

  it('names an edge to a node that was not proposed', () => {
    const result = propose(
      grown(),
      'F.001.02',
      [story('Buy'), story('Pay')],
      [{ from: '#1', to: '#3', kind: 'sequential' }],
    );
    expect(result.findings).toMatchObject([
      { code: 'edge_unknown_node', path: ['E.001', 'F.001.02'] },
    ]);
  });

  it('takes a whole branch, with edges into it', () => {
    const branch = [
      node('Form', {
        children: [
          node('Fields', { children: [atomic('Write it'), atomic('Test it')] }),
          node('Errors', { children: [atomic('Show them'), atomic('Check them')] }),
        ],
      }),
      node('Session'),
    ];
    const result = propose(grown(), 'S.001.01.02', branch, [
      { from: '#1.1.1', to: '#1.2.2', kind: 'sequential' },
    ]);
    expect(result.isAccepted).toBe(true);
    expect(result.document.edges).toEqual([
      { from: 'A.001.01.02.01.01.01', to: 'A.001.01.02.01.02.02', kind: 'sequential' },
    ]);
  });

  it('refuses children of an atomic and too many at once', () => {
    const full = propose(grown(), 'ST.001.01.01.01.01', [atomic('a'), atomic('b')], []).document;
    const below = propose(full, 'A.001.01.01.01.01.01', [atomic('c')], []);
    expect(below.findings).toMatchObject([{ code: 'atomic_has_children', severity: 'error' }]);
    const many = propose(
      full,
      'E.001',
      Array.from({ length: 6 }, (_, at) => node(`F ${at}`)),
      [],
    );
    expect(many.findings).toContainEqual(expect.objectContaining({ code: 'too_many_children' }));
  });

  it('throws not_found for a parent that is not there', () => {
    expect.assertions(1);
    try {
      propose(grown(), 'F.001.09', [story('Buy')], []);
    } catch (error) {
      expect(isMosaicError(error) && error.code).toBe('not_found');
    }
  });

  it('says when nothing is left to split', () => {
    let document = propose(empty, null, [node('Shop')], []).document;
    for (let calls = 0; calls < 200; calls += 1) {
      const next = propose(document, 'E.001', [], []).next;
      if (next === null) break;
      const isAtomic = next.level === 'subtask';
      const two = [1, 2].map((each) =>
        isAtomic ? atomic(`${next.title} ${each}`) : story(`${next.title} ${each}`),
      );
      document = propose(document, next.parentId, two, []).document;
    }
    expect(propose(document, 'E.001', [], []).next).toBeNull();
    expect(document.nodes).toHaveLength(63);
    expect(compilePlan(document).isRunnable).toBe(true);
  });
});
