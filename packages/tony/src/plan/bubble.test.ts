import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryPlan } from '../../test/arbitrary-plan.ts';
import { widePlan } from '../../test/wide-plan.ts';
import { bubble, type NodeState, type NodeStatus } from './bubble.ts';
import { indexPlan } from './plan-index.ts';

const statuses = [
  'pending',
  'blocked',
  'in_progress',
  'done',
  'failed',
  'deferred',
  'skipped',
] as const;
const atomic = (number: number) => `A.001.01.01.01.01.0${number}`;

/** The status of a subtask of atomics in these states. */
function above(...given: NodeStatus[]): NodeStatus | undefined {
  const index = indexPlan(widePlan(given.length));
  const states = new Map(
    given.map((status, at): [string, NodeState] => [atomic(at + 1), { status }]),
  );
  return bubble(index, states).find(({ id }) => id === 'E.001')?.status;
}

describe('bubble', () => {
  it('follows the rules, all the way up', () => {
    expect(above('pending', 'pending')).toBe('pending');
    expect(above('done', 'done')).toBe('done');
    expect(above('done', 'skipped')).toBe('done');
    expect(above('skipped', 'skipped')).toBe('skipped');
    expect(above('done', 'pending')).toBe('in_progress');
    expect(above('pending', 'in_progress')).toBe('in_progress');
    expect(above('failed', 'pending')).toBe('in_progress');
    expect(above('failed', 'done', 'deferred')).toBe('failed');
    expect(above('deferred', 'done', 'skipped')).toBe('deferred');
    expect(above('done', 'blocked')).toBe('blocked');
    expect(above('pending', 'blocked')).toBe('pending');
    expect(above('skipped', 'pending')).toBe('pending');
  });

  it('calls nothing done while anything below it is not', () => {
    fc.assert(
      fc.property(
        arbitraryPlan({ childrenMax: 3, edgesMax: 0 }),
        fc.array(fc.constantFrom(...statuses), { minLength: 1, maxLength: 40 }),
        (document, given) => {
          const index = indexPlan(document);
          const states = new Map(
            document.nodes.flatMap(({ id }, at): [string, NodeState][] =>
              id.startsWith('A.') ? [[id, { status: given[at % given.length] ?? 'done' }]] : [],
            ),
          );
          const progress = bubble(index, states);
          for (const [at, { status, percent }] of progress.entries()) {
            const below = progress
              .slice(at, index.end[at])
              .filter(({ id }) => id.startsWith('A.') && states.get(id)?.status !== 'skipped');
            const isAllDone = below.every(({ id }) => states.get(id)?.status === 'done');
            expect(status === 'done' || status === 'skipped').toBe(isAllDone);
            if (isAllDone) expect(percent).toBe(100);
            else expect(percent).toBeLessThan(100);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('counts minutes, what was used, and evidence of what is done', () => {
    const index = indexPlan(widePlan(4));
    const [epic] = bubble(
      index,
      new Map<string, NodeState>([
        [atomic(1), { status: 'done', evidenceScore: 90, usedMinutes: 10, usedTokens: 5 }],
        [atomic(2), { status: 'done', usedMinutes: 7 }],
        [atomic(3), { status: 'skipped' }],
      ]),
    );
    expect(epic).toEqual({
      id: 'E.001',
      status: 'in_progress',
      percent: 66.7,
      evidenceScore: 45,
      usedMinutes: 17,
      usedTokens: 5,
    });
  });

  it('does not call a node done before its own gate is', () => {
    const index = indexPlan(widePlan(1));
    const states = (gate: NodeStatus) =>
      new Map<string, NodeState>([
        [atomic(1), { status: 'done', evidenceScore: 100 }],
        ['T.001.01.01.01', { status: gate, evidenceScore: 70 }],
      ]);
    const at = (gate: NodeStatus) => bubble(index, states(gate)).map(({ status }) => status);
    expect(at('pending').slice(2, 6)).toEqual(['in_progress', 'in_progress', 'done', 'done']);
    expect(at('failed')[0]).toBe('failed');
    expect(bubble(index, states('done'))[0]).toMatchObject({ status: 'done' });
    expect(bubble(index, states('done'))[3]).toMatchObject({ evidenceScore: 70 });
  });
});
