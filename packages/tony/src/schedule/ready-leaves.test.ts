import { PlanLimits } from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryPlan } from '../../test/arbitrary-plan.ts';
import { atomic, atomicsPlan } from '../../test/atomics-plan.ts';
import { indexPlan } from '../plan/plan-index.ts';
import type { FinishedNode } from './plan-work.ts';
import { createReadyLeaves } from './ready-leaves.ts';
import { schedulePlan } from './schedule-plan.ts';

const done: FinishedNode = { minutes: 10, tokens: null, outcome: 'done' };

describe('createReadyLeaves', () => {
  it('gives what may begin, the most urgent first, and nothing that waits or is under way', () => {
    const { document, idOf } = atomicsPlan(
      [atomic('a', 10), atomic('b', 5), atomic('after a', 50), atomic('c', 20)],
      [{ from: 'a', to: 'after a' }],
    );
    const ready = createReadyLeaves(indexPlan(document));
    expect(ready()).toEqual(['a', 'c', 'b'].map(idOf));
    const finished = new Map([[idOf('a'), done]]);
    const started = new Map([[idOf('c'), 1]]);
    expect(ready({ finished, started })).toEqual(['after a', 'b'].map(idOf));
  });

  it('brings any plan to its end, one leaf after another, without one that is skipped', () => {
    fc.assert(
      fc.property(arbitraryPlan(), (document) => {
        const index = indexPlan(document);
        const { nodes } = schedulePlan(index, PlanLimits.parse({ workers: 64 }));
        const finished = new Map<string, FinishedNode>();
        const ready = createReadyLeaves(index);
        for (let next = ready()[0]; next !== undefined; ) {
          expect(finished.has(next)).toBe(false);
          finished.set(next, done);
          next = ready({ finished })[0];
        }
        const expected = nodes.filter((node) => node.worker !== null).map((node) => node.id);
        expect([...finished.keys()].sort()).toEqual(expected.sort());
      }),
      { numRuns: 25 },
    );
  });

  it('leads into the branch that was taken, and past what was left out of the plan', () => {
    const { document, idOf } = atomicsPlan(
      [atomic('try', 10), atomic('go on', 20), atomic('repair', 30), atomic('after', 5)],
      [
        { from: 'try', to: 'go on', kind: 'conditional', when: 'done' },
        { from: 'try', to: 'repair', kind: 'conditional', when: 'failed' },
        { from: 'repair', to: 'after' },
      ],
    );
    const index = indexPlan(document);
    const ready = createReadyLeaves(index);
    const ended = (outcome: FinishedNode['outcome']) => ({
      finished: new Map([[idOf('try'), { ...done, outcome }]]),
    });
    expect(ready()).toEqual([idOf('try')]);
    expect(ready(ended('failed'))).toEqual([idOf('repair')]);
    expect(ready(ended('done'))).toEqual([idOf('go on'), idOf('after')]);
    const withoutTry = createReadyLeaves(index, new Set([idOf('try')]));
    expect(withoutTry()).toEqual([idOf('go on'), idOf('after')]);
  });
});
